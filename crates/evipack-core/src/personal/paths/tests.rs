//! Masked paths are apart, findable and the same everywhere.

use super::*;

fn contents<'a>(paths: &[(&'a str, &'a str)]) -> BTreeMap<&'a str, &'a str> {
    paths.iter().copied().collect()
}

#[test]
fn a_masked_part_ends_in_the_contents_digits_and_twins_stay_apart() {
    let files = [
        ("一/张伟13812345678.jpg", "aaaa1111"),
        ("一/张伟13812395678.jpg", "aaaa1111"),
        ("一/普通.jpg", "bbbb"),
        ("二/13812345678.zip", "cccc2222"),
        ("二/13812345678.zip!/照片.jpg", "dddd"),
        ("三/张伟/13812345678.jpg", "eeee3333"),
        ("三/张伟/申请.jpg", "ffff"),
        ("三/方案/13812345678.jpg", "abab4444"),
    ];
    let contents = contents(&files);
    let paths = Paths::new(&contents);
    assert_eq!(paths.path("一/张伟13812345678.jpg"), Some("一/张*138****5678.jpg~aaaa"));
    let twin = paths.path("一/张伟13812395678.jpg").unwrap();
    assert!(twin.starts_with("一/张*138****5678.jpg~") && !twin.ends_with("~aaaa"), "{twin}");
    assert_eq!(twin.len(), "一/张*138****5678.jpg~aaaa".len());
    assert_eq!(paths.path("一/普通.jpg"), None);
    assert_eq!(paths.path("二/13812345678.zip"), Some("二/138****5678.zip~cccc"));
    assert_eq!(paths.path("二/13812345678.zip!/照片.jpg"), Some("二/138****5678.zip~cccc!/照片.jpg"));
    let folder = paths.path("三/张伟/申请.jpg").unwrap().strip_suffix("/申请.jpg").unwrap().to_owned();
    assert!(folder.starts_with("三/张*~") && folder.len() == "三/张*~0000".len(), "{folder}");
    assert_eq!(paths.path("三/张伟/13812345678.jpg"), Some(format!("{folder}/138****5678.jpg~eeee").as_str()));
    assert_eq!(paths.path("三/方案/13812345678.jpg"), Some("三/方案/138****5678.jpg~abab"));
}

#[test]
fn a_folders_digits_are_of_its_contents_and_not_of_its_name() {
    let with = |folder: &str, content: &str| {
        let path = format!("{folder}/a.jpg");
        let paths = Paths::new(&contents(&[(&path, content)]));
        paths.path(&path).unwrap().to_owned()
    };
    assert_eq!(with("张伟13812345678", "aa"), with("张伟13812395678", "aa"), "the name gives nothing away");
    assert_ne!(with("张伟13812345678", "aa"), with("张伟13812345678", "bb"));
}

#[test]
fn no_masked_path_is_that_of_another_file() {
    let files = [("13812345678.jpg", "aaaa"), ("138****5678.jpg~aaaa", "bbbb")];
    let contents = contents(&files);
    let paths = Paths::new(&contents);
    assert_ne!(paths.path("13812345678.jpg"), Some("138****5678.jpg~aaaa"));
    let many: Vec<String> = (0..3000).map(|n| format!("1381{n:04}678.jpg")).collect();
    let many: BTreeMap<&str, &str> = many.iter().map(|path| (path.as_str(), "e3b0")).collect();
    let paths = Paths::new(&many);
    let shown: HashSet<&str> = many.keys().map(|path| paths.path(path).unwrap()).collect();
    assert_eq!(shown.len(), many.len());
}

#[test]
fn a_quoted_name_is_shown_as_its_path_is() {
    let files = [("一/13812345678.jpg", "aaaa"), ("二/13812345678.jpg", "bbbb"), ("三/13912345678.jpg", "cccc")];
    let contents = contents(&files);
    let paths = Paths::new(&contents);
    assert_eq!(paths.quoted("13912345678.jpg", &[]), Some("139****5678.jpg~cccc"));
    assert_eq!(paths.quoted("13812345678.jpg", &[]), None);
    assert_eq!(paths.quoted("13812345678.jpg", &["二/13812345678.jpg"]), Some("138****5678.jpg~bbbb"));
    let shown = Paths::unmasked(&contents);
    assert_eq!(shown.path("一/13812345678.jpg"), Some("一/13812345678.jpg"));
    assert_eq!(shown.quoted("13912345678.jpg", &[]), Some("13912345678.jpg"));
}
