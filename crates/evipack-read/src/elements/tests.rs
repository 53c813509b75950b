//! Each element in each of its states, on layouts made by hand as the PDF and DOCX readers make them. All names invented.

use super::*;
use crate::layout::{BlindSpot, Line, Part, Picture, Place, RedRule, Source};
use evipack_core::facts::{Seal, SealKind, SignatureState};
use proptest::prelude::*;

const BODY_PT: f64 = 16.0;

/// Builds a layout line by line, from the top of page 1 down.
struct Paper(Layout);

impl Paper {
    fn paged() -> Self {
        Self(Layout { pages: Some(1), paged: true, ..Layout::default() })
    }

    fn flowing() -> Self {
        Self(Layout::default())
    }

    fn line(mut self, text: &str, top: f64, size_pt: f64, red: bool, centred: bool) -> Self {
        let place = self.0.paged.then_some(Place { top, left: 0.2, right: if centred { 0.8 } else { 0.87 } });
        let page = self.0.paged.then_some(1);
        self.0.lines.push(Line {
            source: Source::File,
            text: text.to_owned(),
            page,
            place,
            size_pt,
            red,
            part: Part::Body,
            centred,
        });
        self
    }

    fn red(self, text: &str, top: f64) -> Self {
        self.line(text, top, 48.0, true, true)
    }

    fn black(self, text: &str, top: f64, size_pt: f64) -> Self {
        self.line(text, top, size_pt, false, true)
    }

    fn text(self, text: &str, top: f64) -> Self {
        self.line(text, top, BODY_PT, false, false)
    }

    fn rule(mut self, top: f64, width: f64) -> Self {
        let paged = self.0.paged;
        self.0.red_rules.push(RedRule {
            page: paged.then_some(1),
            top: paged.then_some(top),
            width: paged.then_some(width),
        });
        self
    }

    fn picture(mut self, page: u32, region: Option<[f64; 4]>) -> Self {
        let part = Part::Body;
        let after_lines = self.0.lines.len();
        let page = self.0.paged.then_some(page);
        self.0.pictures.push(Picture {
            page,
            region,
            pixels: None,
            size_mm: None,
            part,
            after_lines,
            object: None,
            name: None,
            looked_at: false,
        });
        self
    }

    fn blind(mut self, page: Option<u32>, hides: Hides) -> Self {
        self.0
            .blind_spots
            .push(BlindSpot { page, why: "有无法读出的字形".to_owned(), hides, pixels_tell: false });
        self
    }

    /// Title, recipient, two paragraphs and the sign-off.
    fn rest(self) -> Self {
        self.black("关于印发《青岚县“信用交通县”创建", 0.46, 22.0)
            .black("工作方案》的通知", 0.49, 22.0)
            .text("各科室、局属各单位：", 0.55)
            .text("根据《关于推进信用体系建设的意见》（云交法〔2020〕5号）要求，现将方案印发给你们，", 0.58)
            .text("请认真贯彻执行，扎实做好各项创建任务，确保按时完成。", 0.61)
            .text("青岚县交通运输局", 0.7)
            .text("2026年4月7日", 0.73)
    }

    fn facts(&self) -> DocumentFacts {
        document_facts(&self.0, false, 0, Origin::default())
    }
}

/// The standard form: mark, number, rule, text.
fn standard() -> Paper {
    Paper::paged().red("青岚县交通运输局文件", 0.24).black("青交发〔2026〕1号", 0.33, 16.0).rule(0.36, 0.743).rest()
}

fn known<T: std::fmt::Debug>(fact: &Fact<T>) -> &T {
    fact.value().unwrap_or_else(|| panic!("not known: {fact:?}"))
}

fn why<T: std::fmt::Debug>(fact: &Fact<T>) -> &str {
    fact.why().unwrap_or_else(|| panic!("not unknown: {fact:?}"))
}

#[test]
fn a_standard_paper_is_known_through_and_through() {
    let facts = standard().facts();
    assert_eq!(facts.red_header, Fact::known("青岚县交通运输局文件".to_owned(), Basis::PdfText { page: 1 }));
    assert_eq!(known(&facts.number).to_string(), "青交发〔2026〕1号");
    assert_eq!(known(&facts.title), "关于印发《青岚县“信用交通县”创建工作方案》的通知");
    assert_eq!(known(&facts.date).to_string(), "2026-04-07");
    assert_eq!(known(&facts.issuer), "青岚县交通运输局");
    assert_eq!(known(&facts.pages), &1);
    assert_eq!(known(&facts.pictures), &0);
    assert!(facts.signature.is_absent());
    assert!(facts.seal.is_absent(), "text only, nothing drawn: no seal");
}

#[test]
fn a_letter_has_its_mark_without_wenjian_and_its_number_at_the_right() {
    let letter = Paper::paged()
        .red("青 岚 县 交 通 运 输 局", 0.1)
        .rule(0.15, 0.81)
        .line("青交函〔2026〕3号", 0.17, 16.0, false, false)
        .rest();
    assert_eq!(known(&letter.facts().red_header), "青岚县交通运输局");
    assert_eq!(known(&letter.facts().number).to_string(), "青交函〔2026〕3号");
}

#[test]
fn joint_minutes_order_and_template_marks() {
    let joint = Paper::paged()
        .line("青岚县交通运输局", 0.2, 18.0, true, true)
        .red("文件", 0.22)
        .line("青岚县财政局", 0.24, 18.0, true, true)
        .black("青交发〔2026〕2号", 0.33, 16.0)
        .rest();
    assert_eq!(known(&joint.facts().red_header), "青岚县交通运输局、青岚县财政局文件");

    let minutes = Paper::paged().red("青岚县交通运输局局长办公会议纪要", 0.2).black("〔2026〕第2号", 0.3, 16.0).rest();
    assert_eq!(known(&minutes.facts().red_header), "青岚县交通运输局局长办公会议纪要");
    assert!(why(&minutes.facts().number).contains("〔2026〕第2号"), "a number without code is looked at by a human");

    let order = Paper::paged().red("青岚县人民政府令", 0.2).black("第12号", 0.3, 16.0).rest();
    assert_eq!(known(&order.facts().red_header), "青岚县人民政府令");
    assert_eq!(known(&order.facts().number).to_string(), "第12号");

    let template = Paper::flowing()
        .red("文件", 0.0)
        .red("XXXX人民政府", 0.0)
        .red("发文机关二", 0.0)
        .text("〔2020〕号                    签发人：□□□", 0.0)
        .rest();
    assert_eq!(known(&template.facts().red_header), "XXXX人民政府发文机关二文件");
    assert!(why(&template.facts().number).contains("未填写"));
}

#[test]
fn a_tall_joint_mark_runs_out_of_the_head() {
    let names = ["青岚县交通运输局", "青岚县财政局", "青岚县公安局", "青岚县应急局"];
    let tops = [0.24, 0.31, 0.38, 0.46];
    let paper = names.iter().zip(tops).fold(Paper::paged(), |paper, (name, top)| paper.red(name, top));
    let paper = paper.black("青交发〔2026〕2号", 0.6, 16.0).rule(0.62, 0.743);
    assert_eq!(known(&paper.facts().red_header), &names.join("、"));
    assert_eq!(known(&paper.facts().number).to_string(), "青交发〔2026〕2号");
}

#[test]
fn a_red_banner_of_a_news_page_is_doubtful() {
    let page = |banner: &str| Paper::paged().red(banner, 0.15).rest();
    for banner in [
        "青岚县召开信用交通县创建推进会",
        "热烈祝贺青岚县交通运输局",
        "关于开展诚信宣传月活动的公告",
        "青岚交通信息网",
        "信用交通县创建工作文件",
        // A mark in regular script, as it is read now and then.
        "青嵐縣第一中學",
        "诚信活动邀请函",
    ] {
        assert!(why(&page(banner).facts().red_header).contains("红色大字"), "{banner}");
    }
    // A rule of words' length supports nothing; one over the page, under a mark's wording, does.
    let body = |width| Paper::paged().red("青岚县交通运输局", 0.1).rule(0.15, width).rest().facts().red_header;
    assert!(body(0.2).is_unknown());
    let slogan = Paper::paged().red("热烈祝贺青岚县交通运输局", 0.1).rule(0.15, 0.743).rest();
    assert!(slogan.facts().red_header.is_unknown());
    assert!(body(0.743).value().is_some());
}

#[test]
fn a_red_sentence_is_no_mark_and_no_doubt() {
    let page = |sentence: &str, sure: f32| {
        let mut paper = Paper::paged().red(sentence, 0.15).rest();
        paper.0.lines[0].source = Source::Pixels(sure);
        paper.facts().red_header
    };
    let sentence = "一年度信用评价结果，市场主体分为优秀";
    assert!(page(sentence, 0.97).is_absent());
    assert!(page(sentence, 0.85).is_unknown(), "the comma may be misread");
    assert!(page("青岚县交通运输局，青岚县财政局", 0.97).is_unknown(), "two bodies of a joint mark");
}

#[test]
fn a_page_of_few_words_has_no_header_where_nothing_red_was_left() {
    let mut paper = Paper::paged().text("附件", 0.1);
    paper.0.red_is_read = true;
    let facts = paper.facts();
    assert!(facts.red_header.is_absent() && facts.number.is_unknown(), "a number is black");
    assert!(paper.blind(Some(1), Hides::Header).facts().red_header.is_unknown());
}

#[test]
fn a_black_or_small_mark_is_doubtful() {
    let black = Paper::paged().black("青岚县交通运输局文件", 0.24, 48.0).black("青交发〔2026〕1号", 0.33, 16.0).rest();
    assert!(black.facts().red_header.is_absent(), "nothing pasted in: it was written black");
    let black = black.picture(1, Some([0.6, 0.7, 0.2, 0.14]));
    assert!(why(&black.facts().red_header).contains("黑白件"));
    let letter = Paper::paged().black("青岚县交通运输局", 0.1, 36.0).black("青交函〔2026〕1号", 0.15, 16.0).rest();
    let letter = letter.picture(1, Some([0.6, 0.7, 0.2, 0.14]));
    assert!(why(&letter.facts().red_header).contains("黑白件"));
    let small = Paper::paged().line("青岚县交通运输局文件", 0.24, 14.0, true, true).rest();
    assert!(why(&small.facts().red_header).contains("字号偏小"));
    // The issuer's line of a title is no mark.
    let titled = Paper::paged().black("青交发〔2026〕1号", 0.2, 16.0).black("青岚县交通运输局", 0.3, 22.0).rest();
    assert!(titled.facts().red_header.is_absent());
}

#[test]
fn a_mark_on_another_page_is_doubtful() {
    let mut paper = Paper::paged().rest();
    paper.0.pages = Some(2);
    let mut mark = standard().0.lines[0].clone();
    mark.page = Some(2);
    paper.0.lines.push(mark);
    assert!(why(&paper.facts().red_header).starts_with("第2页"));
}

#[test]
fn header_and_number_are_absent_only_where_nothing_can_hide_them() {
    let bare = || Paper::paged().rest();
    let facts = bare().facts();
    assert_eq!(
        facts.red_header,
        Fact::absent([Basis::PdfText { page: 1 }, Basis::PdfDrawing { page: 1 }, Basis::Pictures])
    );
    assert!(facts.number.is_absent());

    for (what, paper) in [
        ("picture at the top", bare().picture(1, Some([0.2, 0.05, 0.6, 0.1]))),
        ("picture over the page", bare().picture(1, Some([0.0, 0.0, 1.0, 1.0]))),
        ("picture somewhere", bare().picture(1, None)),
        ("picture of no number", bare().picture(1, Some([f64::NAN; 4]))),
        ("blind spot on page 1", bare().blind(Some(1), Hides::Anything)),
        ("blind spot anywhere", bare().blind(None, Hides::Anything)),
        ("a caption", Paper::paged().text("青岚县交通运输局组织召开信用交通县创建工作推进会现场照片及签到表", 0.9)),
        ("hardly any text", Paper::paged().text("附件", 0.1)),
        ("no text", Paper::paged()),
    ] {
        let facts = paper.facts();
        assert!(facts.red_header.is_unknown() && facts.number.is_unknown(), "{what}");
    }
    for (what, paper) in [
        ("picture at the foot", bare().picture(1, Some([0.6, 0.7, 0.2, 0.14]))),
        ("picture on page 2", bare().picture(2, None)),
        ("blind spot on page 2", bare().blind(Some(2), Hides::Anything)),
        ("red curves", bare().blind(Some(1), Hides::Seal)),
    ] {
        let facts = paper.facts();
        assert!(facts.red_header.is_absent() && facts.number.is_absent(), "{what}");
        assert!(facts.seal.is_unknown(), "{what}: a seal could be there");
    }
    let blurred = bare().blind(Some(1), Hides::Number).facts();
    assert!(blurred.number.is_unknown() && blurred.red_header.is_absent() && blurred.seal.is_absent());
    let scan = document_facts(&bare().0, true, 0, Origin::default());
    for unknown in [why(&scan.red_header), why(&scan.number), why(&scan.seal), why(&scan.pictures)] {
        assert_eq!(unknown, "扫描件，需要看图识别");
    }
}

#[test]
fn flowing_documents_hide_a_header_in_early_pictures_only() {
    let long = || (0..25).fold(Paper::flowing().rest(), |paper, _| paper.text("进一步做好信用交通县创建工作", 0.0));
    assert_eq!(
        long().facts().red_header,
        Fact::absent([Basis::PageHeader, Basis::TextBox, Basis::DocumentText, Basis::Pictures])
    );
    assert!(long().picture(1, None).facts().red_header.is_absent(), "a picture at the end");
    for (part, after_lines) in [(Part::PageHeader, 32), (Part::TextBox, 32), (Part::Body, 3), (Part::Body, usize::MAX)]
    {
        let mut paper = long().picture(1, None);
        paper.0.pictures[0].part = part;
        paper.0.pictures[0].after_lines = after_lines;
        assert!(paper.facts().red_header.is_unknown(), "{part:?} {after_lines}");
    }
    let mut boxed = long();
    boxed.0.lines.insert(0, Line { part: Part::TextBox, ..standard().0.lines[0].clone() });
    assert_eq!(boxed.facts().red_header, Fact::known("青岚县交通运输局文件".to_owned(), Basis::TextBox));
}

#[test]
fn a_cited_number_is_not_the_papers_own() {
    // `rest` cites 云交法〔2020〕5号 in its text; so do these.
    for line in [
        "（云交法〔2020〕5号）",
        "云交法〔2020〕5号。",
        "云交法〔2020〕5号）",
        "（云交法〔2020〕5号",
        "转发云交法〔2020〕5号的通知",
        "《通知》（云交法〔2020〕5号）",
        "附件：云交法〔2020〕5号",
    ] {
        let number = Paper::paged().text(line, 0.2).rest().facts().number;
        assert!(number.value().is_none(), "{line}: {number:?}");
    }
    assert!(Paper::paged().rest().facts().number.is_absent());
}

#[test]
fn where_a_number_stands() {
    let with = |line: &str| Paper::paged().text(line, 0.3).rest().facts().number;
    for line in [
        "青交发〔2026〕1号",
        "青交发〔2026〕1号            签发人：周某某",
        "签发人：周某某   青交发〔2026〕1号",
        "★青交发〔2026〕1号★",
        "发文字号：青交发〔2026〕1号    成文日期：2026-04-07",
        "【发文字号】青交发〔2026〕1号",
    ] {
        assert_eq!(known(&with(line)).to_string(), "青交发〔2026〕1号", "{line}");
    }
    let below = Paper::paged().rest().black("（青交发〔2026〕1号）", 0.9, 16.0).facts().number;
    assert_eq!(known(&below).to_string(), "青交发〔2026〕1号");
    let malformed = with("青交发[2026]01号");
    assert_eq!(known(&malformed).faults().len(), 2);
}

#[test]
fn a_copy_in_black_hides_a_number() {
    let copy = |mark: &str| {
        let paper = Paper::paged().black(mark, 0.24, 48.0).black("意知见见知稿价承", 0.3, 16.0).rest();
        paper.picture(1, Some([0.0, 0.5, 1.0, 0.5])).blind(Some(1), Hides::Colour).facts().number
    };
    assert!(why(&copy("云泽市应急管理局文件")).contains("黑白件"), "what lies over it is read as a line");
    let scan = Paper::paged().black("青岚县交通运输局文件", 0.24, 48.0).rest().facts().number;
    assert!(scan.is_absent(), "written in black");
}

#[test]
fn a_number_that_cannot_be_read_is_doubtful() {
    let with = |line: &str| Paper::paged().text(line, 0.3).rest().facts().number;
    for (line, reason) in [
        ("浙建法2006 82 号", "浙建法2006 82 号"),
        ("青交发〔20 〕 号", "未填写完整：青交发〔20 〕 号"),
        ("XX发〔20XX〕XX号", "未填写"),
        ("XX发〔2026〕5号", "未填写"),
        ("青交办函〔2021〕", "缺少序号"),
        ("2026年第3号", "没有令或公告"),
        ("青岚县交通运输局 青交发〔2026〕1号 内部", "没有单独成行"),
    ] {
        assert!(why(&with(line)).contains(reason), "{line}: {:?}", with(line));
    }
    let mut misread = standard();
    misread.0.lines[1].source = Source::Pixels(0.5);
    assert!(why(&misread.facts().number).contains("看不清"));
    let list =
        ["云交法〔2020〕5号", "云交法〔2021〕6号"].iter().fold(Paper::paged().rest(), |p, line| p.text(line, 0.8));
    assert!(why(&list.facts().number).contains("多个"));
    let mut later = Paper::paged().rest().text("青交发〔2026〕1号", 0.2);
    later.0.lines.last_mut().unwrap().page = Some(2);
    assert!(why(&later.facts().number).starts_with("第2页"));
}

#[test]
fn seals_and_signatures() {
    let seal = Seal {
        page: 1,
        region: [0.6, 0.7, 0.2, 0.14],
        diameter_mm: 42.0,
        kind: SealKind::RoundStar,
        inscription: None,
    };
    let mut sealed = standard().picture(1, None);
    sealed.0.seals.push((seal.clone(), Source::File));
    assert_eq!(sealed.facts().seal, Fact::known(vec![seal], Basis::PdfDrawing { page: 1 }));

    assert_eq!(
        standard().facts().seal,
        Fact::absent([Basis::PdfDrawing { page: 1 }, Basis::Pictures, Basis::Signature])
    );
    assert!(why(&standard().picture(1, None).facts().seal).contains("印章需要看图识别"));
    assert!(standard().blind(Some(1), Hides::Seal).facts().seal.is_unknown());
    assert!(Paper::paged().facts().seal.is_unknown(), "no text, nothing seen");
    let mut uncounted = standard();
    uncounted.0.pages = Some(u32::MAX);
    assert!(uncounted.facts().seal.is_unknown());

    let mut signed = standard();
    signed.0.signatures = 1;
    assert!(why(&signed.facts().seal).contains("电子签名"));
    assert_eq!(known(&signed.facts().signature), &SignatureState::Unverifiable);
}

#[test]
fn titles() {
    let text_only = |lines: &[&str]| {
        let paper = lines.iter().fold(Paper::flowing(), |paper, line| paper.line(line, 0.0, 0.0, false, false));
        paper.facts().title
    };
    let body = "为深入推进“信用交通县”创建工作，根据有关要求，结合我局实际制定本方案。";
    assert_eq!(
        known(&text_only(&["青交发〔2026〕1号", "青岚县交通运输局", "“信用交通县”创建工作方案", body])),
        "青岚县交通运输局“信用交通县”创建工作方案"
    );
    assert_eq!(
        known(&text_only(&["附件2", "青岚县交通运输局关于", "成立领导小组的通知", "各科室：", body])),
        "青岚县交通运输局关于成立领导小组的通知"
    );
    assert_eq!(
        known(&text_only(&["青岚县交通运输局文件", "青交发〔2026〕1号", "信用评价办法", "（征求意见稿）", body])),
        "信用评价办法"
    );
    assert_eq!(known(&text_only(&["信用评价办法", "青岚县交通运输局", body])), "信用评价办法");
    assert!(text_only(&[body, body, body]).is_unknown());
    assert!(text_only(&["今天天气很好", "大家都来了", body]).is_unknown());

    let news = Paper::paged()
        .red("青岚交通要闻", 0.05)
        .black("我县召开“信用交通县”创建推进会", 0.1, 22.0)
        .black("发布日期：2026-04-09", 0.15, 10.0)
        .text(body, 0.2);
    assert_eq!(known(&news.facts().title), "我县召开“信用交通县”创建推进会");

    // The number under the title.
    let below = Paper::paged()
        .black("信用交通县创建工作方案", 0.2, 22.0)
        .black("（青交发〔2026〕1号）", 0.25, 16.0)
        .text("各科室：", 0.3)
        .text(body, 0.35);
    assert_eq!(known(&below.facts().title), "信用交通县创建工作方案");
}

#[test]
fn the_date_of_the_main_text_is_taken() {
    let attached = standard()
        .text("青岚县交通运输局办公室          2026年4月9日印发", 0.9)
        .text("附件1", 0.1)
        .text("青岚县财政局", 0.8)
        .text("2025年1月1日", 0.83);
    assert_eq!(known(&attached.facts().date).to_string(), "2026-04-07");
    assert_eq!(known(&attached.facts().issuer), "青岚县交通运输局");

    let facts = |lines: &[&str]| lines.iter().fold(Paper::flowing(), |paper, line| paper.text(line, 0.0)).facts();
    let joint = facts(&["青岚县交通运输局   青岚县财政局", "青岚县公安局", "二○一二年一月十三日"]);
    assert_eq!(known(&joint.issuer), "青岚县交通运输局、青岚县财政局、青岚县公安局");
    assert_eq!(known(&joint.date).to_string(), "2012-01-13");
    assert_eq!(known(&facts(&["青岚县交通运输局 2026 年 4 月 7 日"]).issuer), "青岚县交通运输局");
    assert_eq!(known(&facts(&["（2026年4月7日）"]).date).to_string(), "2026-04-07");
    assert_eq!(known(&facts(&["成文日期：2026-04-07 发布日期：2026-04-09"]).date).to_string(), "2026-04-07");
    assert!(why(&facts(&["2026年4月7日", "2026年5月7日"]).date).contains("多个"));
    assert!(why(&facts(&["青岚县交通运输局", "  年  月  日"]).date).contains("未填写"));
    assert!(facts(&["2026.4.7"]).date.value().is_none());
}

#[test]
fn a_missing_date_is_absent_only_where_everything_was_read() {
    let lines = ["信用交通县创建工作总结", "今年以来，各项工作有序推进。"];
    let paper = || lines.iter().fold(Paper::flowing(), |paper, line| paper.text(line, 0.0));
    assert!(paper().facts().date.is_absent());
    assert!(paper().facts().issuer.is_unknown());
    assert!(paper().picture(1, None).facts().date.is_unknown());
    assert!(paper().blind(None, Hides::Anything).facts().date.is_unknown());
}

#[test]
fn counts() {
    assert!(document_facts(&Paper::flowing().0, false, 0, Origin::default()).pages.is_unknown());
    assert_eq!(known(&document_facts(&standard().0, false, 3, Origin::default()).pictures), &3);
    assert!(
        document_facts(&standard().blind(None, Hides::Anything).0, false, 0, Origin::default()).pictures.is_unknown()
    );
}

#[test]
fn a_page_of_a_hundred_thousand_numbers_takes_no_time() {
    let mut paper = Paper::paged();
    for _ in 0..100_000 {
        paper = paper.line("第3号", 0.2, 30.0, true, true);
    }
    assert!(paper.facts().number.is_unknown());
}

proptest! {
    #[test]
    fn no_layout_makes_it_panic_and_a_picture_never_makes_a_thing_absent(
        lines in prop::collection::vec(
            ("([青岚县交通局文件令公告〔〕（）0-9年月日号第：关于的通知 ]|\\PC){0,24}", -1.0..2.0_f64, 0.0..60.0_f64,
             any::<bool>(), any::<bool>()),
            0..12,
        ),
        paged in any::<bool>(),
    ) {
        let empty = if paged { Paper::paged() } else { Paper::flowing() };
        let paper = lines.iter().fold(empty, |p, (text, top, size, red, centred)| p.line(text, *top, *size, *red, *centred));
        let before = paper.facts();
        let after = paper.picture(1, None).facts();
        prop_assert!(!after.red_header.is_absent() && !after.number.is_absent() && !after.seal.is_absent());
        prop_assert_eq!(before.red_header.value(), after.red_header.value());
        prop_assert_eq!(before.number.value(), after.number.value());
    }
}
