//! Reading in worker processes: the same report as without them, and what becomes of a file whose reader runs wild.
//!
//! This program is its own worker, so it has a `main` of its own. No reader is known that can be made to crash at will, so
//! the recogniser does it: by the width of the picture it is shown it eats memory, never returns, overflows its stack.

// A test says what went wrong by panicking, in its helpers too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use evipack::see::{Pixels, Recognizer, RecognizerError, Spot, TextLine};
use evipack::worker::{Limits, Workers, serve};
use evipack::{Audit, Report, Table};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The first argument of a worker, and of an audit that is to be killed.
const WORKER: &str = "be-a-worker";
const AUDIT: &str = "audit-for-ever";
/// A worker that dies at its start as often as the file named by its second argument has bytes; each death takes one.
const FALTERS: &str = "be-a-worker-that-dies-at-first";
/// A worker that ends at once while another one holds the lock of the file named by its second argument.
const ALONE: &str = "be-the-only-worker";
/// Where a worker that never returns leaves its number.
const NUMBER_FILE: &str = "EVIPACK_TEST_WORKER_NUMBER";

/// The clock is patient where it is not the one that is tested: a busy machine must not make it speak first.
const LIMITS: Limits = Limits { memory: 1 << 30, cpu: Duration::from_secs(2), wall: Duration::from_mins(3) };
const SHORT: Limits = Limits { wall: Duration::from_secs(3), ..LIMITS };

/// Widths of pictures at which the recogniser runs wild, and what the report then says.
const WILD: [(u32, &str); 5] = [
    (MEMORY, "内存超过 1.0 GB"),
    (CPU, "占用处理器超过 2 秒"),
    (STACK, "嵌套太深"),
    (EXIT, "程序出错"),
    (KILLED, "被系统终止"),
];
// Small pictures are searched whole: of larger ones the recogniser sees parts, of any width.
const MEMORY: u32 = 601;
const CPU: u32 = 602;
const WALL: u32 = 603;
const STACK: u32 = 604;
const EXIT: u32 = 605;
const KILLED: u32 = 607;
/// Widths at which nothing may happen: it prints, and it panics.
const PRINTS: u32 = 611;
const PANICS: u32 = 612;
/// It looks at what the system allows its process.
const ALLOWED: u32 = 613;
/// It never returns, and says who it is.
const FOR_EVER: u32 = 620;

fn main() {
    // What panics on a reading thread does so on purpose.
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().name() != Some(evipack::THREAD_NAME) {
            usual(info);
        }
    }));
    match std::env::args().nth(1).as_deref() {
        Some(WORKER) => serve(Some(&Wild)).unwrap(),
        Some(FALTERS) => {
            dies_at_first();
            serve(Some(&Wild)).unwrap();
        }
        Some(ALONE) => {
            let lock = std::fs::File::create(std::env::args().nth(2).unwrap()).unwrap();
            if lock.try_lock().is_err() {
                std::process::exit(1);
            }
            serve(Some(&Wild)).unwrap();
        }
        Some(AUDIT) => drop(audit(Path::new(&std::env::args().nth(2).unwrap()), Some(&Wild), Some(patient_workers()))),
        _ => {
            let tests: [(&str, fn()); 13] = [
                (
                    "a_file_that_takes_too_long_is_stopped_by_the_clock",
                    a_file_that_takes_too_long_is_stopped_by_the_clock,
                ),
                ("the_report_is_the_same_with_workers", the_report_is_the_same_with_workers),
                ("a_file_that_runs_wild_costs_itself_only", a_file_that_runs_wild_costs_itself_only),
                ("what_is_printed_or_caught_costs_nothing", what_is_printed_or_caught_costs_nothing),
                (
                    "without_workers_the_audit_reads_itself_and_says_so",
                    without_workers_the_audit_reads_itself_and_says_so,
                ),
                ("a_worker_that_dies_at_its_start_is_tried_again", a_worker_that_dies_at_its_start_is_tried_again),
                (
                    "workers_that_stop_starting_leave_files_to_a_human",
                    workers_that_stop_starting_leave_files_to_a_human,
                ),
                ("a_machine_that_bears_one_worker_reads_with_one", a_machine_that_bears_one_worker_reads_with_one),
                ("the_only_worker_is_replaced_when_it_dies", the_only_worker_is_replaced_when_it_dies),
                ("what_a_launcher_started_is_ended_with_it", what_a_launcher_started_is_ended_with_it),
                ("what_the_system_allows_already_is_not_raised", what_the_system_allows_already_is_not_raised),
                ("a_worker_ends_with_its_audit", a_worker_ends_with_its_audit),
                ("a_worker_that_nobody_asks_says_so", a_worker_that_nobody_asks_says_so),
            ];
            let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
            let chosen: Vec<_> = tests.iter().filter(|(name, _)| name.contains(&wanted)).collect();
            println!("\nrunning {} tests", chosen.len());
            for (name, test) in &chosen {
                test();
                println!("test {name} ... ok");
            }
            println!(
                "\ntest result: ok. {} passed; 0 failed; 0 ignored; 0 measured; {} filtered out\n",
                chosen.len(),
                tests.len() - chosen.len()
            );
        }
    }
}

/// A recogniser that reads the same time everywhere, except where it runs wild.
struct Wild;

impl Recognizer for Wild {
    fn find(&self, picture: &Pixels, _: u32) -> Result<Vec<Spot>, RecognizerError> {
        match picture.width {
            MEMORY => eat(),
            CPU => turn(),
            WALL => std::thread::sleep(Duration::from_mins(10)),
            STACK => drop(deeper(0)),
            EXIT => {
                // Where the worker is one that may falter, no other starts after this one.
                if let Some(deaths) = std::env::args().nth(2) {
                    std::fs::write(deaths, [b'x'; 100]).unwrap();
                }
                std::process::exit(0)
            }
            KILLED => kill_myself(),
            PRINTS => println!("a third-party crate says something"),
            PANICS => panic!("a third-party crate did not foresee this"),
            ALLOWED => assert!(address_space() <= ALLOWED_BYTES),
            FOR_EVER => {
                std::fs::write(std::env::var(NUMBER_FILE).unwrap(), std::process::id().to_string()).unwrap();
                turn();
            }
            _ => {}
        }
        let (w, h) = (picture.width as f32, picture.height as f32);
        let corners = [[w / 3.0, h * 0.7], [w * 0.9, h * 0.7], [w * 0.9, h * 0.75], [w / 3.0, h * 0.75]];
        Ok(vec![Spot { corners, confidence: 0.9 }])
    }

    fn read(&self, picture: &Pixels, spots: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
        let text = "2026-04-07 14:32 星期二";
        let line = |spot: &Spot| TextLine { text: text.to_owned(), confidence: 0.9, region: spot.region(picture) };
        Ok(spots.iter().map(line).collect())
    }
}

fn eat() {
    let mut eaten = Vec::new();
    loop {
        eaten.push(std::hint::black_box(vec![0_u8; 64 << 20]));
    }
}

fn turn() {
    let mut turns = 0_u64;
    loop {
        turns = std::hint::black_box(turns.wrapping_add(1));
    }
}

#[expect(unconditional_recursion, reason = "that is what it is for")]
fn deeper(level: u64) -> [u64; 64] {
    let mut frame = std::hint::black_box([level; 64]);
    frame[1] = deeper(level + 1)[2];
    frame
}

fn kill_myself() {
    let killed = std::process::Command::new("kill").args(["-9", &std::process::id().to_string()]).status();
    assert!(killed.is_ok());
    turn();
}

fn workers(limits: Limits) -> Workers {
    Workers::this_program().unwrap().argument(WORKER).limits(limits)
}

fn patient_workers() -> Workers {
    Workers::this_program().unwrap().argument(WORKER)
}

fn audit(folder: &Path, recognizer: Option<&dyn Recognizer>, workers: Option<Workers>) -> Report {
    let mut audit = Audit::new(Table::builtin("changqing-2026").unwrap()).as_of(jiff::civil::date(2026, 11, 23));
    if let Some(recognizer) = recognizer {
        audit = audit.recognizer(recognizer);
    }
    if let Some(workers) = workers {
        audit = audit.workers(workers);
    }
    audit.run(folder).unwrap()
}

fn json(report: &Report) -> String {
    serde_json::to_string_pretty(report).unwrap()
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(name)
}

/// A private folder that goes away with the test.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("evipack-workers-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// A picture of this width, grainy as a photo is.
    fn picture(&self, width: u32) {
        std::fs::write(self.0.join(format!("1.4 会议照片{width}.bmp")), bitmap(width, 600)).unwrap();
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A Windows bitmap (BITMAPINFOHEADER, 24 bits).
fn bitmap(width: u32, height: u32) -> Vec<u8> {
    const HEADERS: u32 = 54;
    let stride = (width * 3).next_multiple_of(4);
    let mut bytes = b"BM".to_vec();
    for number in
        [HEADERS + stride * height, 0, HEADERS, 40, width, height, 1 | 24 << 16, 0, stride * height, 2835, 2835, 0, 0]
    {
        bytes.extend(number.to_le_bytes());
    }
    let mut grain = 0x2026_u32;
    for row in 0..height {
        for byte in 0..stride {
            grain = grain.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            bytes.push((60 + row / 8 + byte % 90 + (grain >> 27)) as u8);
        }
    }
    bytes
}

fn the_report_is_the_same_with_workers() {
    let photos = "cases/photo-without-time-watermark/zero-one-of-two/package";
    for (folder, recognizer) in [("demo", None), ("damage", None), (photos, Some(&Wild as &dyn Recognizer))] {
        let folder = fixture(folder);
        let with = json(&audit(&folder, recognizer, Some(patient_workers())));
        let without = json(&audit(&folder, recognizer, None));
        assert!(with == without, "{}: {}", folder.display(), first_difference(&with, &without));
        // The typed report goes through JSON and back.
        let back: Report = serde_json::from_str(&with).unwrap();
        assert_eq!(json(&back), with);
    }
}

fn first_difference(a: &str, b: &str) -> String {
    let lines = a.lines().zip(b.lines()).enumerate();
    lines.filter(|(_, (a, b))| a != b).map(|(at, (a, b))| format!("line {at}: {a} / {b}")).next().unwrap_or_default()
}

/// What the report says of the picture of a width: legible or not, and the reason.
fn said(report: &Report, width: u32) -> String {
    let of = |path: &str| path.contains(&format!("照片{width}."));
    let findings = report.findings.iter().filter(|finding| finding.rule == evipack::RuleCode::UnreadableFile);
    findings.filter(|finding| of(finding.path.as_str())).map(|finding| finding.observed.clone()).collect()
}

fn a_file_that_runs_wild_costs_itself_only() {
    let scratch = Scratch::new("wild");
    let quiet: Vec<u32> = (1000..1004).collect();
    for width in quiet {
        scratch.picture(width);
    }
    let before = audit(&scratch.0, Some(&Wild), None);
    for (width, _) in WILD {
        scratch.picture(width);
    }
    let report = audit(&scratch.0, Some(&Wild), Some(workers(LIMITS)));
    for (width, reason) in WILD {
        assert!(said(&report, width).contains(reason), "{width}: {} instead of {reason}", said(&report, width));
        let path = |path: &evipack::RelPath| path.as_str().contains(&width.to_string());
        assert!(
            report.problems.iter().any(|problem| path(&problem.path) && problem.message.contains(reason)),
            "{width}"
        );
        let file = report.files.iter().find(|file| path(&file.path)).unwrap();
        assert_eq!(file.sha256.len(), 64, "its content has its name all the same");
        assert!(file.facts.photo().unwrap().watermark.is_unknown());
    }
    for file in &before.files {
        assert!(report.files.contains(file), "{} was read otherwise beside files that run wild", file.path);
    }
}

/// A worker that waits costs no CPU time: only the clock can tell.
fn a_file_that_takes_too_long_is_stopped_by_the_clock() {
    let scratch = Scratch::new("late");
    scratch.picture(WALL);
    let report = audit(&scratch.0, Some(&Wild), Some(workers(SHORT)));
    assert!(said(&report, WALL).contains("读取超过 3 秒"), "{}", said(&report, WALL));
}

fn what_is_printed_or_caught_costs_nothing() {
    let scratch = Scratch::new("printed");
    for width in [PRINTS, PANICS, 1000] {
        scratch.picture(width);
    }
    let (with, without) = (audit(&scratch.0, Some(&Wild), Some(workers(LIMITS))), audit(&scratch.0, Some(&Wild), None));
    assert_eq!(json(&with), json(&without));
    assert_eq!(said(&with, PRINTS), "");
    assert!(said(&with, PANICS).contains("解析时出错"));
}

fn without_workers_the_audit_reads_itself_and_says_so() {
    let folder = fixture("cases/document-number-malformed/note-square-brackets/package");
    let plain = audit(&folder, None, None);
    let not_there = Workers::of("no/such/program");
    // A program that is there and is no worker.
    let no_worker = Workers::this_program().unwrap().argument("no-such-test");
    for workers in [not_there, no_worker] {
        let mut report = audit(&folder, None, Some(workers));
        let own = |problem: &evipack::facts::Problem| problem.message.contains("读取进程");
        assert_eq!(report.problems.iter().filter(|problem| own(problem)).count(), 1, "{:?}", report.problems);
        report.problems.retain(|problem| !own(problem));
        assert_eq!(json(&report), json(&plain));
    }
}

/// Ends this process while there are deaths left in the file. One byte is one death; a file that is gone has none.
fn dies_at_first() {
    let deaths = PathBuf::from(std::env::args().nth(2).unwrap());
    let left = std::fs::read(&deaths).unwrap_or_default();
    if let Some((_, rest)) = left.split_first() {
        std::fs::write(&deaths, rest).unwrap();
        std::process::exit(1);
    }
}

fn faltering(deaths: &Path) -> Workers {
    Workers::this_program().unwrap().argument(FALTERS).argument(deaths).limits(LIMITS)
}

fn a_worker_that_dies_at_its_start_is_tried_again() {
    let folder = fixture("cases/document-number-malformed/note-square-brackets/package");
    let plain = audit(&folder, None, None);
    let scratch = Scratch::new("falters");
    for deaths in 1..=3 {
        let file = scratch.0.join("deaths");
        std::fs::write(&file, vec![b'x'; deaths]).unwrap();
        assert_eq!(json(&audit(&folder, None, Some(faltering(&file)))), json(&plain), "{deaths} deaths");
        assert_eq!(std::fs::read(&file).unwrap(), b"");
    }
}

/// The first worker starts; it dies over a file, and from then on none starts: what is left is no material for this process.
fn workers_that_stop_starting_leave_files_to_a_human() {
    let scratch = Scratch::new("no-more");
    for width in [EXIT, 630, 631] {
        scratch.picture(width);
    }
    let elsewhere = Scratch::new("no-more-deaths");
    let deaths = elsewhere.0.join("deaths");
    // One thread: the pictures are read in the order of their names, the one that kills its worker first.
    let mut audit = Audit::new(Table::builtin("changqing-2026").unwrap()).as_of(jiff::civil::date(2026, 11, 23));
    audit = audit.recognizer(&Kills).workers(faltering(&deaths)).threads(std::num::NonZeroUsize::MIN);
    let report = audit.run(&scratch.0).unwrap();
    let unread = |problem: &&evipack::facts::Problem| problem.message.contains("没有读取");
    assert_eq!(report.problems.iter().filter(unread).count(), 2, "{:?}", report.problems);
    assert!(!report.problems.iter().any(|problem| problem.message.contains("自身里读取")));
}

/// The recogniser of an audit whose workers do the reading: it must not be asked here.
struct Kills;

impl Recognizer for Kills {
    fn find(&self, _: &Pixels, _: u32) -> Result<Vec<Spot>, RecognizerError> {
        panic!("a file was read without limits")
    }

    fn read(&self, _: &Pixels, _: &[Spot]) -> Result<Vec<TextLine>, RecognizerError> {
        panic!("a file was read without limits")
    }
}

/// Two threads want a worker each. The second never starts: its files wait for the first.
fn a_machine_that_bears_one_worker_reads_with_one() {
    let scratch = Scratch::new("alone");
    (630..640).for_each(|width| scratch.picture(width));
    let report = audit_by_the_only_worker(&scratch.0, "alone-lock");
    let (report, plain) = (json(&report), json(&audit(&scratch.0, Some(&Wild), None)));
    assert!(report == plain, "{}", first_difference(&report, &plain));
}

/// Where a worker has died there is room for another one, however often none could be started beside it.
fn the_only_worker_is_replaced_when_it_dies() {
    let scratch = Scratch::new("replaced");
    (630..640).for_each(|width| scratch.picture(width));
    let before = audit(&scratch.0, Some(&Wild), None);
    scratch.picture(EXIT);
    scratch.picture(CPU);
    let report = audit_by_the_only_worker(&scratch.0, "replaced-lock");
    assert!(said(&report, EXIT).contains("程序出错") && said(&report, CPU).contains("占用处理器"));
    for file in &before.files {
        assert!(report.files.contains(file), "{} was not read", file.path);
    }
}

fn audit_by_the_only_worker(folder: &Path, lock: &str) -> Report {
    let elsewhere = Scratch::new(lock);
    let alone = Workers::this_program().unwrap().argument(ALONE).argument(elsewhere.0.join("lock"));
    let alone = alone.limits(Limits { cpu: Duration::from_secs(10), ..LIMITS });
    let mut audit = Audit::new(Table::builtin("changqing-2026").unwrap()).as_of(jiff::civil::date(2026, 11, 23));
    audit = audit.recognizer(&Wild).workers(alone).threads(std::num::NonZeroUsize::new(3).unwrap());
    audit.run(folder).unwrap()
}

/// A shell that starts this program as a worker, after a command of its own.
#[cfg(unix)]
fn by_shell(script: &str, limits: Limits) -> Workers {
    let program = std::env::current_exe().unwrap();
    Workers::of("/bin/sh").argument("-c").argument(script).argument(program).argument(WORKER).limits(limits)
}

/// The process that reads is a child of the one that was started: ended alone, the other would hold the pipe open for ever.
fn what_a_launcher_started_is_ended_with_it() {
    #[cfg(unix)]
    {
        let scratch = Scratch::new("launcher");
        scratch.picture(WALL);
        scratch.picture(630);
        let limits = Limits { cpu: Duration::from_secs(10), wall: Duration::from_secs(20), ..LIMITS };
        let report = audit(&scratch.0, Some(&Wild), Some(by_shell("\"$0\" \"$1\"; exit $?", limits)));
        assert!(said(&report, WALL).contains("读取超过 20 秒"), "{}", said(&report, WALL));
        assert_eq!(said(&report, 630), "");
    }
}

/// In KiB, as `ulimit -v` takes it, and in bytes: less than [`LIMITS`].
const ALLOWED_KIB: u64 = 600 << 10;
const ALLOWED_BYTES: u64 = ALLOWED_KIB << 10;

/// Without privileges a limit cannot be raised, and no worker would start at all; with them it must not be.
fn what_the_system_allows_already_is_not_raised() {
    #[cfg(target_os = "linux")]
    {
        let scratch = Scratch::new("allowed");
        scratch.picture(ALLOWED);
        let script = format!("ulimit -v {ALLOWED_KIB}; ulimit -t 100; exec \"$0\" \"$1\"");
        let report = audit(&scratch.0, Some(&Wild), Some(by_shell(&script, LIMITS)));
        assert!(report.problems.is_empty(), "{:?}", report.problems);
    }
}

/// The address space that this process may have, in bytes.
fn address_space() -> u64 {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    let line = limits.lines().find(|line| line.starts_with("Max address space")).unwrap();
    line.split_whitespace().rev().nth(1).unwrap().parse().unwrap_or(u64::MAX)
}

/// The audit is killed in the midst of a file; its worker, which would never return, goes with it.
fn a_worker_ends_with_its_audit() {
    let scratch = Scratch::new("killed");
    scratch.picture(FOR_EVER);
    let number_file = std::env::temp_dir().join(format!("evipack-workers-number-{}", std::process::id()));
    let _ = std::fs::remove_file(&number_file);
    let program = std::env::current_exe().unwrap();
    let mut running =
        std::process::Command::new(program).arg(AUDIT).arg(&scratch.0).env(NUMBER_FILE, &number_file).spawn().unwrap();
    let number = eventually(|| std::fs::read_to_string(&number_file).ok().filter(|number| !number.is_empty()));
    running.kill().unwrap();
    running.wait().unwrap();
    let _ = std::fs::remove_file(&number_file);
    eventually(|| (!is_running(&number)).then_some(()));
}

fn is_running(number: &str) -> bool {
    // A zombie that nobody waits for has ended, too.
    let state = std::process::Command::new("ps").args(["-o", "stat=", "-p", number]).output().unwrap().stdout;
    state.first().is_some_and(|state| *state != b'Z')
}

fn eventually<T>(mut look: impl FnMut() -> Option<T>) -> T {
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(Instant::now() < until, "nothing came of it");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn a_worker_that_nobody_asks_says_so() {
    let program = std::env::current_exe().unwrap();
    let output = std::process::Command::new(program).arg(WORKER).stdin(std::process::Stdio::null()).output().unwrap();
    assert!(!output.status.success() && output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("NotAsked"));
}
