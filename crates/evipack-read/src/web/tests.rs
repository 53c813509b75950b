//! Tests of the reader of web pages on pages written here.

use super::*;
use crate::format::Format;
use proptest::prelude::*;

fn read(bytes: &[u8]) -> Result<Reading, ReadError> {
    reading(&File { format: Format::Html, bytes, recognizer: None, anchors: None })
}

fn facts(bytes: &[u8]) -> DocumentFacts {
    read(bytes).unwrap().facts.document().unwrap().clone()
}

const PAGE: &str = r#"<!DOCTYPE html>
<!-- saved from url=(0034)http://www.qinglan.example/art/1.html -->
<html><head><meta charset="gb2312"><meta name="ArticleTitle" content="关于公布信用评价结果的公告">
<meta name="PubDate" content="2026-04-07 10:15"><title>关于公布信用评价结果的公告_青岚县人民政府</title></head>
<body><h1>关于公布信用评价结果的公告</h1><p>现将结果予以公布。</p></body></html>"#;

#[test]
fn a_page_says_where_and_when_it_was_published() {
    let gb = encoding_rs::GB18030.encode(PAGE).0.into_owned();
    for bytes in [PAGE.as_bytes(), &gb] {
        let facts = facts(bytes);
        let web = facts.web.as_deref().unwrap();
        assert_eq!(facts.title.value().map(String::as_str), Some("关于公布信用评价结果的公告"));
        assert_eq!(web.address.value().map(String::as_str), Some("http://www.qinglan.example/art/1.html"));
        assert_eq!(web.published.value().map(String::as_str), Some("2026-04-07T10:15"));
        assert!(web.saved.is_absent());
    }
}

#[test]
fn the_printed_time_counts_where_nothing_else_says_it() {
    let page = "<html><title>网站首页</title><table><tr><td>发布日期：<td>2026年4月7日 10:15</table><p>正文";
    let facts = facts(page.as_bytes());
    assert_eq!(facts.web.unwrap().published, Fact::known("2026-04-07T10:15".to_owned(), Basis::DocumentText));
    assert_eq!(facts.title.value().map(String::as_str), Some("网站首页"));
}

/// A JPEG's frame header of 1200 × 900, in Base64.
const PHOTO: &str = "/9j/4AAEYWL/wAARCAOEBLAD";

fn archive(html: &str) -> String {
    format!(
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://www.qinglan.example/2.html\r\n\
         Subject: =?utf-8?Q?a?=\r\nDate: Tue, 7 Apr 2026 02:15:00 -0000\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/related; type=\"text/html\"; boundary=\"B\"\r\n\r\n\
         --B\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\
         Content-Location: https://www.qinglan.example/2.html\r\n\r\n{html}\r\n\
         --B\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Location: https://www.qinglan.example/img/%E4%BC%9A.jpg\r\n\r\n{PHOTO}\r\n--B--\r\n"
    )
}

#[test]
fn an_archive_holds_its_pictures() {
    let html =
        "<html><title>=E5=85=AC=E7=A4=BA</title><p>=E5=85=AC=E7=A4=BA<img src=3D\"img/%E4%BC%9A.jpg\"></p></html>";
    let bytes = archive(html);
    let facts = facts(bytes.as_bytes());
    let web = facts.web.as_deref().unwrap();
    assert_eq!(web.address.value().map(String::as_str), Some("https://www.qinglan.example/2.html"));
    assert_eq!(web.saved.value().map(String::as_str), Some("2026-04-07T02:15:00"));
    assert_eq!(facts.title.value().map(String::as_str), Some("公示"));
    assert_eq!(facts.pictures.value(), Some(&1));
    assert_eq!(facts.software.value().map(String::as_str), Some("<Saved by Blink>"));
}

#[test]
fn pictures_written_into_the_page_count_and_those_outside_do_not() {
    let page = format!("<html><p>正文<img src='data:image/jpeg;base64,{PHOTO}'><img src='a_files/1.jpg'>");
    assert_eq!(facts(page.as_bytes()).pictures.value(), Some(&1));
    assert!(facts(page.as_bytes()).seal.is_unknown(), "a picture nobody saw is shown");
}

#[test]
fn an_archive_without_a_page_is_damaged() {
    let bytes = "MIME-Version: 1.0\r\nContent-Type: image/jpeg\r\n\r\nxx";
    assert!(matches!(read(bytes.as_bytes()), Err(ReadError::Damaged(_))));
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes: Vec<u8>, html in "([<>/=a-z \"']|<(img src=data:image/a;base64,x|p|td)>|\\PC){0,60}") {
        let _ = read(&bytes);
        let _ = read(html.as_bytes());
        let _ = read(archive(&html).as_bytes());
        let _ = read(&[&b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n"[..], &bytes].concat());
    }
}
