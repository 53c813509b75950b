//! The file that a report is written to.
//!
//! Enters: the path after `--output`, the package's folder, later the report. Leaves: the file with the whole report, or as it
//! was before, never half of it: the report is written beside it and renamed. A file of the package is never touched, whatever
//! name leads to it.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Where the report may be written.
#[derive(Debug)]
pub(crate) struct ReportFile(PathBuf);

/// Why no report is written there.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReportFileError {
    #[error("报告要写到的文件夹“{}”不可用：{source}", folder.display())]
    NoFolder { folder: PathBuf, source: io::Error },
    #[error("--output 要给出文件名")]
    NoName,
    #[error("报告不能写进材料文件夹：材料里的任何东西都不会被改动。请换一个位置。")]
    InPackage,
    #[error("“{}”就是材料里的一个文件（硬链接），不写入。请换一个文件名。", .0.display())]
    OfPackage(PathBuf),
    #[error("“{}”是链接，不写入。请给出一个普通文件。", .0.display())]
    Link(PathBuf),
    #[error("“{}”不是普通文件，不写入。请给出一个普通文件。", .0.display())]
    NoFile(PathBuf),
    #[error("无法写入“{}”：{source}。原有的文件没有改动。", file.display())]
    NotWritten { file: PathBuf, source: io::Error },
}

impl ReportFile {
    /// Chooses the file before the audit runs, so that a forbidden place is said at once.
    ///
    /// # Errors
    /// [`ReportFileError`] for every place that must not or cannot be written to.
    pub(crate) fn choose(output: &Path, package: &Path) -> Result<Self, ReportFileError> {
        let folder = match output.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let no_folder = |source| ReportFileError::NoFolder { folder: folder.to_owned(), source };
        // The resolved folder: a link that is swapped during the audit cannot lead into the package.
        let resolved = std::fs::canonicalize(folder).map_err(no_folder)?;
        // Compared by what the system says they are: a folder can be reached by other names (mounts, upper and lower case).
        if resolved.ancestors().any(|above| same_file::is_same_file(above, package).unwrap_or(false)) {
            return Err(ReportFileError::InPackage);
        }
        let file = resolved.join(output.file_name().ok_or(ReportFileError::NoName)?);
        match std::fs::symlink_metadata(&file) {
            Ok(there) if there.is_symlink() => return Err(ReportFileError::Link(output.to_owned())),
            Ok(there) if !there.is_file() => return Err(ReportFileError::NoFile(output.to_owned())),
            Ok(there) if may_have_other_names(&there) && is_in(&file, package) => {
                return Err(ReportFileError::OfPackage(output.to_owned()));
            }
            // What cannot be looked at now is told of when it is written.
            Ok(_) | Err(_) => {}
        }
        Ok(Self(file))
    }

    /// Puts the report in place of what was there.
    ///
    /// # Errors
    /// [`ReportFileError::NotWritten`]: nothing is changed then, and nothing is left beside it.
    pub(crate) fn write_by(&self, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), ReportFileError> {
        let write = || -> io::Result<()> {
            let folder = self.0.parent().unwrap_or(Path::new("."));
            let mut beside = new_beside(folder)?;
            fill(beside.as_file_mut())?;
            if let Ok(there) = std::fs::metadata(&self.0) {
                beside.as_file().set_permissions(there.permissions())?;
            }
            // A full disk may only be noticed now.
            beside.as_file().sync_all()?;
            beside.persist(&self.0).map_err(|error| error.error)?;
            Ok(())
        };
        write().map_err(|source| ReportFileError::NotWritten { file: self.0.clone(), source })
    }
}

/// A new file with the permissions that any new file gets; it is deleted unless it is given its name.
fn new_beside(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".evipack-report-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

#[cfg(unix)]
fn may_have_other_names(file: &std::fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(file) > 1
}

/// Elsewhere the number of names is not told without opening the file.
#[cfg(not(unix))]
fn may_have_other_names(_: &std::fs::Metadata) -> bool {
    true
}

/// Whether a file of the package is this one under another name. Asked only of a file that has several.
fn is_in(file: &Path, package: &Path) -> bool {
    let Ok(wanted) = same_file::Handle::from_path(file) else { return false };
    let files = walkdir::WalkDir::new(package).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    files.into_iter().any(|entry| same_file::Handle::from_path(entry.path()).is_ok_and(|other| other == wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(out: &mut dyn Write) -> io::Result<()> {
        out.write_all("新".as_bytes())
    }

    struct Place {
        _folder: tempfile::TempDir,
        package: PathBuf,
        beside: PathBuf,
    }

    fn place() -> Place {
        let folder = tempfile::tempdir().unwrap();
        let (package, beside) = (folder.path().join("材料"), folder.path().join("报告"));
        std::fs::create_dir_all(package.join("一")).unwrap();
        std::fs::create_dir(&beside).unwrap();
        std::fs::write(package.join("一/方案.txt"), "方案").unwrap();
        Place { package, beside, _folder: folder }
    }

    #[test]
    fn a_failed_write_leaves_the_old_report_and_nothing_else() {
        let place = place();
        let path = place.beside.join("报告.json");
        std::fs::write(&path, "旧").unwrap();
        let file = ReportFile::choose(&path, &place.package).unwrap();
        let full = |file: &mut dyn Write| {
            file.write_all(b"half of it")?;
            Err(io::ErrorKind::StorageFull.into())
        };
        let error = file.write_by(full).unwrap_err();
        assert!(error.to_string().contains("没有改动"), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "旧");
        assert_eq!(std::fs::read_dir(&place.beside).unwrap().count(), 1);
        file.write_by(new).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "新");
        assert_eq!(std::fs::read_dir(&place.beside).unwrap().count(), 1);
    }

    #[test]
    fn the_package_and_what_is_no_file_are_refused() {
        let place = place();
        let choose = |path: &Path| ReportFile::choose(path, &place.package);
        assert!(matches!(choose(&place.package.join("报告.txt")), Err(ReportFileError::InPackage)));
        assert!(matches!(choose(&place.package.join("一/报告.txt")), Err(ReportFileError::InPackage)));
        let around = place.beside.join("../材料/一/报告.txt");
        assert!(matches!(choose(&around), Err(ReportFileError::InPackage)));
        assert!(matches!(choose(&place.beside), Err(ReportFileError::NoFile(_))));
        assert!(matches!(choose(&place.beside.join("没有/报告.txt")), Err(ReportFileError::NoFolder { .. })));
        choose(&place.beside.join("报告.txt")).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn other_names_of_a_file_of_the_package_are_refused() {
        let place = place();
        let choose = |path: &Path| ReportFile::choose(path, &place.package);
        let hard = place.beside.join("硬.txt");
        std::fs::hard_link(place.package.join("一/方案.txt"), &hard).unwrap();
        assert!(matches!(choose(&hard), Err(ReportFileError::OfPackage(_))));
        let soft = place.beside.join("软.txt");
        std::os::unix::fs::symlink(place.package.join("一/方案.txt"), &soft).unwrap();
        assert!(matches!(choose(&soft), Err(ReportFileError::Link(_))));
        // A folder that is a link into the package.
        let door = place.beside.join("门");
        std::os::unix::fs::symlink(place.package.join("一"), &door).unwrap();
        assert!(matches!(choose(&door.join("报告.txt")), Err(ReportFileError::InPackage)));
        // Hard links of files elsewhere are nobody's business.
        let own = place.beside.join("甲.txt");
        std::fs::write(&own, "甲").unwrap();
        std::fs::hard_link(&own, place.beside.join("乙.txt")).unwrap();
        let file = choose(&own).unwrap();
        file.write_by(new).unwrap();
        assert_eq!(std::fs::read_to_string(place.beside.join("乙.txt")).unwrap(), "甲");
    }

    #[cfg(unix)]
    #[test]
    fn permissions_stay_as_they_were() {
        use std::os::unix::fs::PermissionsExt as _;
        let place = place();
        let path = place.beside.join("报告.json");
        std::fs::write(&path, "旧").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        ReportFile::choose(&path, &place.package).unwrap().write_by(new).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    }
}
