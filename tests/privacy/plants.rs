//! Numbers of persons that do not exist, in the spellings that people use, with names beside them.

/// One value in one place.
#[derive(Debug, Clone)]
pub(super) struct Plant {
    /// The bare number.
    value: String,
    name: Option<String>,
    /// As it stands in the place.
    pub(super) written: String,
}

/// A text without signs, in which numbers are looked for, and without blanks, in which names are.
pub(super) struct Folded {
    signs: String,
    words: String,
}

impl Folded {
    pub(super) fn of(text: &str) -> Self {
        let escapes = regex::Regex::new(r"\\u\{?[0-9a-fA-F]+\}?").unwrap();
        let text = escapes.replace_all(text, "");
        let fold = |c: char| match c {
            '\u{ff10}'..='\u{ff5a}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '×' => 'X',
            _ => c,
        };
        let signs = text.chars().map(fold).filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
        Self { signs, words: text.chars().filter(|c| !c.is_whitespace()).collect() }
    }
}

impl Plant {
    /// What a text gives away of it.
    pub(super) fn leak(&self, text: &Folded) -> Option<String> {
        let number = text.signs.contains(&self.value).then(|| self.value.clone());
        let name = self.name.as_ref().filter(|name| text.words.contains(name.as_str())).cloned();
        number.or(name).map(|found| format!("{found} of “{}”", self.written))
    }
}

/// A sequence that is the same everywhere (Knuth's MMIX constants).
struct Digits(u64);

impl Digits {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn take(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }
}

fn identity_18(digits: &mut Digits) -> String {
    let region = ["370113", "110101", "440106", "510104", "650102"][digits.below(5) as usize];
    let (year, month, day) = (1940 + digits.below(65), 1 + digits.below(12), 1 + digits.below(28));
    let body = format!("{region}{year}{month:02}{day:02}{}", digits.take(3));
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    body + &"10X98765432"[sum as usize % 11..][..1]
}

/// One that ends in X.
fn identity_x(digits: &mut Digits) -> String {
    std::iter::repeat_with(|| identity_18(digits)).find(|number| number.ends_with('X')).unwrap()
}

fn identity_15(digits: &mut Digits) -> String {
    let (year, month, day) = (40 + digits.below(59), 1 + digits.below(12), 1 + digits.below(28));
    format!("370113{year}{month:02}{day:02}{}", 100 + digits.below(899))
}

fn mobile(digits: &mut Digits) -> String {
    format!("1{}{}", 3 + digits.below(7), digits.take(9))
}

fn card(digits: &mut Digits, length: usize) -> String {
    let body = format!("62{}", digits.take(length - 3));
    (0..10).map(|check| format!("{body}{check}")).find(|number| is_luhn(number)).unwrap()
}

fn is_luhn(number: &str) -> bool {
    let digit = |(index, byte): (usize, u8)| match (u32::from(byte - b'0'), index % 2) {
        (digit, 0) => digit,
        (digit, _) => digit * 2 / 10 + digit * 2 % 10,
    };
    number.bytes().rev().enumerate().map(digit).sum::<u32>() % 10 == 0
}

fn full_width(text: &str) -> String {
    text.chars().map(|c| char::from_u32(c as u32 + 0xfee0).unwrap()).collect()
}

fn grouped(text: &str, sizes: &[usize], sign: &str) -> String {
    let mut at = 0;
    let mut groups: Vec<&str> = sizes
        .iter()
        .map(|size| {
            at += size;
            &text[at - size..at]
        })
        .collect();
    groups.push(&text[at..]);
    groups.retain(|group| !group.is_empty());
    groups.join(sign)
}

/// A number and a way to write it, and how it is written.
fn numbers(digits: &mut Digits) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut add = |value: String, write: &dyn Fn(&str) -> String| {
        let written = write(&value);
        all.push((value, written));
    };
    for write in [
        &(|n: &str| n.to_owned()) as &dyn Fn(&str) -> String,
        &|n| full_width(n),
        &|n| grouped(n, &[6, 8], " "),
        &|n| grouped(n, &[6, 4, 4], "-"),
        &|n| grouped(n, &[6, 8], "\u{3000}"),
        &|n| grouped(n, &[3, 3, 4, 4], " "),
        &|n| grouped(n, &[6, 8], "_"),
        &|n| grouped(n, &[6, 8], "\u{200b}"),
        &|n| grouped(n, &[1; 17], " "),
        &|n| grouped(n, &[6, 8], "."),
    ] {
        add(identity_18(digits), write);
    }
    for write in [
        &(|n: &str| n.to_lowercase()) as &dyn Fn(&str) -> String,
        &|n| n.replace('X', "×"),
        &|n| full_width(n),
        &|n| grouped(n, &[17], " "),
        &|n| grouped(n, &[6, 8, 3], "-"),
    ] {
        add(identity_x(digits), write);
    }
    for write in
        [&(|n: &str| n.to_owned()) as &dyn Fn(&str) -> String, &|n| full_width(n), &|n| grouped(n, &[6, 6], " ")]
    {
        add(identity_15(digits), write);
    }
    for write in [
        &(|n: &str| n.to_owned()) as &dyn Fn(&str) -> String,
        &|n| full_width(n),
        &|n| format!("+86{n}"),
        &|n| format!("+86 {}", grouped(n, &[3, 4], " ")),
        &|n| format!("86{n}"),
        &|n| format!("0{n}"),
        &|n| grouped(n, &[3, 4], "-"),
        &|n| grouped(n, &[3, 4], " "),
        &|n| grouped(n, &[3, 4], "\u{a0}"),
        &|n| grouped(n, &[3, 4], "－"),
        &|n| grouped(n, &[7], " "),
        &|n| format!("tel{n}"),
    ] {
        add(mobile(digits), write);
    }
    for (length, write) in [
        (19, &(|n: &str| n.to_owned()) as &dyn Fn(&str) -> String),
        (16, &|n| grouped(n, &[4, 4, 4], " ")),
        (19, &|n| grouped(n, &[4, 4, 4, 4], " ")),
        (17, &|n| full_width(n)),
        (13, &|n| n.to_owned()),
        (18, &|n| grouped(n, &[4, 4, 4, 4], "-")),
    ] {
        add(card(digits, length), write);
    }
    for (letters, count, write) in [
        ("E", 8, &(|n: &str| n.to_owned()) as &dyn Fn(&str) -> String),
        ("EK", 7, &|n| n.to_owned()),
        ("G", 8, &|n| full_width(n)),
        ("P", 8, &|n| grouped(n, &[1], " ")),
        ("H", 10, &|n| n.to_owned()),
        ("M", 8, &|n| n.to_lowercase()),
        ("C", 8, &|n| n.to_owned()),
        ("", 8, &|n| format!("台胞证{n}")),
    ] {
        // No passport begins with the digits of a year here: it would be taken for a date.
        add(format!("{letters}7{}", digits.take(count - 1)), write);
    }
    all
}

/// A name that stands in no other word of a report.
fn name(digits: &mut Digits) -> String {
    const SURNAMES: [&str; 12] = ["王", "李", "张", "欧阳", "诸葛", "佟", "仇", "冼", "贺", "闫", "高", "司马"];
    const FIRST: [&str; 10] = ["鹤", "砚", "梓", "骁", "翊", "霁", "妤", "垚", "琰", "祎"];
    const SECOND: [&str; 9] = ["", "璟", "芃", "彧", "澍", "旻", "琬", "晞", "珩"];
    let surname = SURNAMES[digits.below(12) as usize];
    [surname, FIRST[digits.below(10) as usize], SECOND[digits.below(9) as usize]].concat()
}

/// Each number in each spelling once, with a name in one of the usual ways, or alone.
pub(super) fn all(seed: u64) -> Vec<Plant> {
    let mut digits = Digits(seed);
    let numbers = numbers(&mut digits);
    let plant = |(index, (value, number)): (usize, (String, String))| {
        let name = name(&mut digits);
        let written = match index % 9 {
            0 => format!("{name}{number}"),
            1 => format!("{name} {number}"),
            2 => number.clone(),
            3 => format!("{number}（{name}）"),
            4 => format!("姓名：{name}，号码：{number}"),
            5 => format!("{name}身份证{number}"),
            6 => format!("驾驶员{name}_{number}"),
            7 => format!("{number}{name}"),
            _ => format!("关于{name}的材料 {number}"),
        };
        Plant { value, name: written.contains(&name).then_some(name), written }
    };
    numbers.into_iter().enumerate().map(plant).collect()
}
