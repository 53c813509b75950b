//! Documentation that can go wrong: the README's commands, rule table and exit codes.

use crate::workspace::{evipack, evipack_with_models, root};
use evipack::rules;

fn readme(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap()
}

#[test]
fn the_readmes_commands_run() {
    for name in ["README.md", "README.zh-CN.md"] {
        let text = readme(name);
        assert!(text.contains("cargo run --release -- audit fixtures/demo"), "{name}");
        assert!(text.contains("cargo test --workspace"), "{name}");
        let blocks = text.split("```sh\n").skip(1).filter_map(|block| block.split("```").next());
        let commands: Vec<&str> = blocks.flat_map(str::lines).filter(|line| line.starts_with("evipack ")).collect();
        assert!(commands.len() >= 4, "{name}: {commands:?}");
        for command in commands {
            let args: Vec<&str> = command.split('#').next().unwrap().split_whitespace().skip(1).collect();
            // A wheel beside the reader; installing from one is tested in `model_setup`.
            if args.contains(&"--from") {
                continue;
            }
            // Audits go without models here: reading the pictures once, for the excerpt, is enough.
            let run = if args[0] == "models" { evipack_with_models } else { evipack };
            let code = run(&args).status.code();
            assert!(matches!(code, Some(0 | 1 | 3)), "{name}: `{command}` ended with {code:?}");
        }
    }
}

#[test]
fn the_readmes_list_every_rule_and_exit_code() {
    for name in ["README.md", "README.zh-CN.md"] {
        let text = readme(name);
        for rule in rules::ALL {
            assert!(text.contains(&format!("`{}`", rule.code().as_str())), "{name} lacks {}", rule.code().as_str());
        }
        for code in ["0", "1", "2", "3"] {
            assert!(text.contains(&format!("| {code} |")), "{name} lacks exit code {code}");
        }
    }
}

#[test]
fn the_readmes_excerpt_is_the_real_report() {
    let output = evipack_with_models(&["audit", "fixtures/demo", "--as-of", "2026-11-23"]);
    let report = String::from_utf8(output.stdout).unwrap();
    for name in ["README.md", "README.zh-CN.md"] {
        let text = readme(name);
        let excerpt = text.split("```text\n结论").nth(1).unwrap_or_else(|| panic!("{name} has no excerpt"));
        let excerpt = format!("结论{}", excerpt.split("```").next().unwrap());
        let lines: Vec<&str> = excerpt.lines().filter(|line| !line.trim().is_empty() && line.trim() != "……").collect();
        assert!(lines.len() >= 8, "{name}: the excerpt is too short to show anything");
        for line in lines {
            assert!(report.lines().any(|real| real == line), "{name}: not in the real report: {line}");
        }
    }
}
