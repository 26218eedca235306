//! How much memory the typesetter may use, and how large a PDF may be for it.

use std::sync::OnceLock;

use super::outcome::MemoryLimit;
use super::request::MAX_POLICIES_PER_PDF;

const MEGABYTE: u64 = 1 << 20;

/// The environment variable with the memory in megabytes that may be used, instead of what the machine says.
const VARIABLE: &str = "PLANBOOK_MEMORY";

/// What the typesetter needs for the sheet of one policy.
const PER_POLICY: u64 = 7 * MEGABYTE / 2;
/// What it needs for a book without sheets: fonts, theme, lists.
const PER_JOB: u64 = 250 * MEGABYTE;
/// What planbook itself needs for each policy, and for none.
const OWN_PER_POLICY: u64 = MEGABYTE / 2;
const OWN: u64 = 150 * MEGABYTE;

/// The memory for all typesetters together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Memory {
    /// All memory of the machine, or of the container, in bytes; `None` if it is not known.
    total: Option<u64>,
}

impl Memory {
    /// That of this machine, which is asked once.
    pub fn detect() -> Self {
        static DETECTED: OnceLock<Memory> = OnceLock::new();
        *DETECTED.get_or_init(Self::ask)
    }

    fn ask() -> Self {
        let megabytes = std::env::var(VARIABLE).ok().and_then(|number| number.parse::<u64>().ok());
        Self { total: megabytes.map(|number| number.saturating_mul(MEGABYTE)).or_else(total) }
    }

    /// The greatest number of policies in one PDF. It depends on the machine, not on what else runs.
    pub fn max_policies(self, book: usize) -> usize {
        let Some(free) = self.for_typesetters(book) else {
            return MAX_POLICIES_PER_PDF;
        };
        let fitting = free.saturating_sub(PER_JOB) / PER_POLICY;
        usize::try_from(fitting).unwrap_or(usize::MAX).clamp(1, MAX_POLICIES_PER_PDF)
    }

    /// `jobs` in groups that fit into the memory at the same time, in their order. A job that does not fit is a group
    /// by itself.
    pub fn in_parallel<T>(
        self,
        jobs: Vec<T>,
        policies: impl Fn(&T) -> usize,
        book: usize,
    ) -> Vec<Vec<T>> {
        let free = self.for_typesetters(book).unwrap_or(u64::MAX);
        let mut groups: Vec<Vec<T>> = Vec::new();
        let mut used = 0;
        for job in jobs {
            let needed = PER_JOB + PER_POLICY * policies(&job) as u64;
            match groups.last_mut() {
                Some(group) if needed.saturating_add(used) <= free => {
                    used += needed;
                    group.push(job);
                }
                _ => {
                    used = needed;
                    groups.push(vec![job]);
                }
            }
        }
        groups
    }

    /// What to say of a book of so many policies that the memory allows only volumes of it.
    pub fn limit(self, book: usize) -> Option<MemoryLimit> {
        let max_policies = self.max_policies(book);
        let gigabytes = self.total? as f64 / (1024 * MEGABYTE) as f64;
        let decides = book > max_policies && max_policies < MAX_POLICIES_PER_PDF;
        decides.then(|| MemoryLimit { gigabytes: format!("{gigabytes:.1}"), max_policies })
    }

    /// Three quarters of all, without what planbook needs for `book` policies: the rest is for the system.
    fn for_typesetters(self, book: usize) -> Option<u64> {
        let own = OWN + OWN_PER_POLICY * book as u64;
        Some((self.total? / 4 * 3).saturating_sub(own))
    }
}

/// The memory of the machine, of the control group and of the limit of the process, whichever is least.
#[cfg(target_os = "linux")]
fn total() -> Option<u64> {
    use rustix::process::{Resource, getrlimit};

    let meminfo = std::fs::read_to_string("/proc/meminfo").ok();
    let machine = meminfo.as_deref().and_then(total_of_meminfo);
    let groups = std::fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let files = limit_files(&groups).into_iter();
    let limits = files.filter_map(|file| std::fs::read_to_string(file).ok()?.trim().parse().ok());
    let process = getrlimit(Resource::As).current;
    machine.into_iter().chain(limits).chain(process).min()
}

#[cfg(not(target_os = "linux"))]
fn total() -> Option<u64> {
    let mut system = sysinfo::System::new();
    system.refresh_memory();
    Some(system.total_memory()).filter(|total| *total > 0)
}

/// The total in `/proc/meminfo`, in bytes.
#[cfg(target_os = "linux")]
fn total_of_meminfo(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
}

/// The files with the limits of the control groups in `/proc/self/cgroup`: of the group itself and those around it, in
/// version 2 and in version 1.
#[cfg(target_os = "linux")]
fn limit_files(groups: &str) -> Vec<std::path::PathBuf> {
    use std::path::Path;

    let mut files = Vec::new();
    for line in groups.lines() {
        let mut parts = line.splitn(3, ':').skip(1);
        let (Some(controllers), Some(path)) = (parts.next(), parts.next()) else { continue };
        let (root, file) = match controllers {
            "" => ("/sys/fs/cgroup", "memory.max"),
            _ if controllers.split(',').any(|name| name == "memory") => {
                ("/sys/fs/cgroup/memory", "memory.limit_in_bytes")
            }
            _ => continue,
        };
        let group = Path::new(path.trim_start_matches('/'));
        files.extend(group.ancestors().map(|group| Path::new(root).join(group).join(file)));
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIGABYTE: u64 = 1024 * MEGABYTE;

    fn of(total: u64) -> Memory {
        Memory { total: Some(total) }
    }

    #[test]
    fn a_pdf_is_as_large_as_the_memory_allows() {
        for (gigabytes, book, whole) in
            [(3, 128, true), (3, 1280, false), (4, 400, true), (8, 1280, true), (64, 1500, true)]
        {
            let most = of(gigabytes * GIGABYTE).max_policies(book);
            assert_eq!(book <= most, whole, "{gigabytes} GB: {most}");
        }
        assert_eq!(of(MEGABYTE).max_policies(1280), 1, "something is always tried");
        assert_eq!(Memory { total: None }.max_policies(1280), MAX_POLICIES_PER_PDF);
        assert_eq!(of(1000 * GIGABYTE).max_policies(1280), MAX_POLICIES_PER_PDF);
    }

    #[test]
    fn volumes_are_set_in_parallel_while_they_fit() {
        let jobs = vec![160; 8];
        let groups = |memory: Memory| {
            let groups = memory.in_parallel(jobs.clone(), |job| *job, 1280);
            assert_eq!(groups.iter().flatten().count(), jobs.len());
            groups.iter().map(Vec::len).collect::<Vec<_>>()
        };
        assert_eq!(groups(Memory { total: None }), [8]);
        assert_eq!(groups(of(64 * GIGABYTE)), [8]);
        assert_eq!(groups(of(MEGABYTE)), [1; 8]);
        let in_three = groups(of(3 * GIGABYTE));
        assert!(in_three.len() > 2 && in_three[0] >= 1, "{in_three:?}");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn limits_of_containers_are_known() {
        assert_eq!(total_of_meminfo("MemFree: 1 kB\nMemTotal:       8 kB\n"), Some(8192));
        let files = limit_files("0::/user.slice/app.scope\n3:cpu:/x\n2:cpu,memory:/docker/a\n");
        let files: Vec<_> = files.iter().map(|file| file.to_str().expect("UTF-8")).collect();
        assert_eq!(
            files,
            [
                "/sys/fs/cgroup/user.slice/app.scope/memory.max",
                "/sys/fs/cgroup/user.slice/memory.max",
                "/sys/fs/cgroup/memory.max",
                "/sys/fs/cgroup/memory/docker/a/memory.limit_in_bytes",
                "/sys/fs/cgroup/memory/docker/memory.limit_in_bytes",
                "/sys/fs/cgroup/memory/memory.limit_in_bytes",
            ]
        );
        assert!(Memory::detect().total.is_some_and(|total| total > 100 * MEGABYTE));
    }
}
