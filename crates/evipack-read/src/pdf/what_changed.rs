//! Words for what changed after a PDF was signed.
//!
//! Enters: a key or an object that differs. Leaves: Chinese that a clerk understands, and the page that an object belongs to. It
//! decides nothing: whether a change is allowed is said elsewhere (`since_signing`).

use super::revision::Revision;
use lopdf::{Dictionary, Object, ObjectId};
use std::collections::BTreeMap;

/// A key of the catalog.
pub(super) fn of_catalog(key: &[u8]) -> &'static str {
    match key {
        b"Pages" => "页面被替换",
        b"OCProperties" => "图层的显示设置被改动",
        b"OpenAction" | b"AA" | b"Names" | b"URI" => "加入或改动了打开文件时的动作、脚本或附件",
        b"Outlines" | b"Dests" | b"PageLabels" | b"PageMode" | b"PageLayout" | b"ViewerPreferences" => {
            "目录或显示方式被改动"
        }
        b"Perms" | b"Legal" => "权限设置被改动",
        _ => "文件的根目录被改动",
    }
}

/// A key of a page, as the end of “第 3 页…”.
pub(super) fn of_page(key: &[u8]) -> &'static str {
    match key {
        b"Contents" => "的内容被改动",
        b"Resources" => "的字体、图片等资源被改动",
        b"MediaBox" | b"CropBox" | b"Rotate" | b"UserUnit" | b"TrimBox" | b"BleedBox" | b"ArtBox" => {
            "的大小或方向被改动"
        }
        _ => "被改动",
    }
}

/// An object: what it is, and whether it is changed, new or gone.
pub(super) fn of_object(old: Option<&Object>, new: Option<&Object>) -> String {
    let what = old.or(new).map_or("内容", name);
    let how = match (old, new) {
        (Some(_), None) => "被删去",
        (None, _) => "被补入",
        _ => "被改动",
    };
    format!("{what}{how}")
}

fn name(object: &Object) -> &'static str {
    let dictionary = match object {
        Object::Dictionary(dictionary) => dictionary,
        Object::Stream(stream) => &stream.dict,
        _ => return "内容",
    };
    let is = |key: &[u8], value: &[u8]| dictionary.get(key).and_then(Object::as_name).is_ok_and(|name| name == value);
    let has = |key: &[u8]| dictionary.has(key);
    if is(b"Type", b"Font") || is(b"Type", b"FontDescriptor") || has(b"Length1") || has(b"FontName") {
        "字体"
    } else if is(b"Subtype", b"Image") {
        "图片"
    } else if is(b"Type", b"Sig") || has(b"ByteRange") {
        "签名"
    } else if is(b"Type", b"OCG") {
        "图层"
    } else if has(b"FT") || is(b"Subtype", b"Widget") {
        "表单域"
    } else if is(b"Type", b"Annot") || has(b"Rect") {
        "批注"
    } else if is(b"Type", b"Pages") {
        "页面"
    } else {
        "内容"
    }
}

/// The first page that leads to each object.
pub(super) fn owners(revision: &Revision) -> BTreeMap<ObjectId, u32> {
    let mut owners = BTreeMap::new();
    for (number, id) in revision.document.get_pages() {
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if owners.contains_key(&id) {
                continue;
            }
            let Some(object) = revision.get(id) else {
                owners.insert(id, number);
                continue;
            };
            // The root of the page tree belongs to no page.
            if object.as_dict().is_ok_and(|dictionary| dictionary.has_type(b"Pages")) {
                continue;
            }
            owners.insert(id, number);
            references(object, &mut open);
        }
    }
    owners
}

fn references(object: &Object, into: &mut Vec<ObjectId>) {
    let of = |dictionary: &Dictionary, into: &mut Vec<ObjectId>| {
        let down = dictionary.iter().filter(|(key, _)| !matches!(key.as_slice(), b"Parent" | b"P" | b"Dest" | b"A"));
        down.for_each(|(_, value)| references(value, into));
    };
    match object {
        Object::Reference(id) => into.push(*id),
        Object::Array(values) => values.iter().for_each(|value| references(value, into)),
        Object::Dictionary(dictionary) => of(dictionary, into),
        Object::Stream(stream) => of(&stream.dict, into),
        _ => {}
    }
}
