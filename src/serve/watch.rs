//! Watches the book's files and groups file system events into changes.
//!
//! A single saved file is reported at once. When many files change, as when a branch is
//! switched, the report waits until no further event comes.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::ModifyKind;
use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use crate::source::is_temporary;

/// How long no event must come before a change is reported. Editors save in several steps (write
/// a new file, rename it over the old one) a few milliseconds apart.
const QUIET: Duration = Duration::from_millis(12);

/// From this number of events on, a change counts as a bulk change: a branch is switched, an
/// archive unpacked.
const MANY: usize = 12;

/// How long no event must come before a bulk change is reported.
const QUIET_OF_MANY: Duration = Duration::from_millis(250);

/// The longest time that events are gathered before they are reported.
const LONGEST: Duration = Duration::from_secs(5);

/// The interval of polling.
const POLL: Duration = Duration::from_secs(1);

/// The groups of files that changed since the last report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Changes {
    /// A file in `content/`.
    pub content: bool,
    /// A file of the theme.
    pub theme: bool,
    /// The output folder of the last build.
    pub output: bool,
}

impl Changes {
    /// Whether anything changed.
    pub fn any(self) -> bool {
        self.content || self.theme || self.output
    }
}

/// The canonical paths of the watched folders.
#[derive(Debug)]
pub(super) struct WatchedPaths {
    root: PathBuf,
    content: PathBuf,
    theme: PathBuf,
    output: PathBuf,
}

impl WatchedPaths {
    /// The paths of the book in `root`, its theme folder and its output folder.
    pub fn new(root: &Path, theme: &Path, output: &Path) -> Self {
        let canonical = |path: &Path| {
            fs_err::canonicalize(path)
                .or_else(|_| std::path::absolute(path))
                .unwrap_or_else(|_| path.to_owned())
        };
        let root = canonical(root);
        let content = root.join("content");
        Self { theme: canonical(theme), output: canonical(output), content, root }
    }

    /// Adds the files of `event` to `changes`; returns the number of relevant paths.
    fn classify(&self, event: &Event, changes: &mut Changes) -> usize {
        if event.need_rescan() {
            *changes = Changes { content: true, theme: true, output: true };
            return MANY;
        }
        // Reads are events, too, and every rebuild reads all files.
        if matches!(event.kind, EventKind::Access(_)) {
            return 0;
        }
        let mut count = 0;
        for path in &event.paths {
            // Temporary files of editors do not count.
            let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
            let temporary = is_temporary(name);
            let seen = Changes {
                content: !temporary && path.starts_with(&self.content),
                theme: !temporary && path.starts_with(&self.theme),
                output: path.starts_with(&self.output),
            };
            count += usize::from(seen.any());
            changes.content |= seen.content;
            changes.theme |= seen.theme;
            changes.output |= seen.output;
        }
        count
    }
}

/// A watcher of the book's files; it stops when dropped.
pub(super) struct FileWatcher {
    paths: WatchedPaths,
    watcher: Box<dyn Watcher + Send>,
    events: Receiver<notify::Result<Event>>,
}

impl FileWatcher {
    /// Watches `paths`, by polling if `poll`.
    ///
    /// # Errors
    /// When the system refuses to watch a folder.
    pub fn new(paths: WatchedPaths, poll: bool) -> notify::Result<Self> {
        let (sender, events): (Sender<_>, _) = channel();
        // Contents are compared because modification times may have a resolution of one second.
        let config = Config::default().with_poll_interval(POLL).with_compare_contents(true);
        let mut watcher: Box<dyn Watcher + Send> = if poll {
            Box::new(PollWatcher::new(sender, config)?)
        } else {
            Box::new(RecommendedWatcher::new(sender, Config::default())?)
        };
        // The root itself, for creation and removal of `content/` and of the output folder.
        if !poll {
            watcher.watch(&paths.root, RecursiveMode::NonRecursive)?;
        }
        if !poll && let Some(parent) = paths.output.parent().filter(|p| *p != paths.root) {
            let _ = watcher.watch(parent, RecursiveMode::NonRecursive);
        }
        let mut watcher = Self { paths, watcher, events };
        watcher.watch_folders()?;
        Ok(watcher)
    }

    /// Watches the folders again, because a folder that was removed and recreated is a new one.
    fn watch_folders(&mut self) -> notify::Result<()> {
        for folder in [&self.paths.content, &self.paths.theme] {
            if folder.is_dir() {
                let _ = self.watcher.unwatch(folder);
                self.watcher.watch(folder, RecursiveMode::Recursive)?;
            }
        }
        Ok(())
    }

    /// Waits for the next change and gathers its events; `None` once the watcher has stopped.
    pub fn next(&mut self) -> Option<Changes> {
        loop {
            let mut changes = Changes::default();
            let mut folder_recreated = false;
            let mut count = 0;
            let mut add = |event: notify::Result<Event>| {
                let Ok(event) = event else {
                    // After an error, events may have been missed.
                    changes = Changes { content: true, theme: true, ..changes };
                    return count;
                };
                let folders = [&self.paths.content, &self.paths.theme];
                let created_or_removed = matches!(
                    event.kind,
                    EventKind::Create(_)
                        | EventKind::Remove(_)
                        | EventKind::Modify(ModifyKind::Name(_))
                );
                folder_recreated |=
                    created_or_removed && event.paths.iter().any(|path| folders.contains(&path));
                count += self.paths.classify(&event, &mut changes);
                count
            };
            let mut seen = add(self.events.recv().ok()?);
            let start = Instant::now();
            while start.elapsed() < LONGEST {
                let quiet = if seen >= MANY { QUIET_OF_MANY } else { QUIET };
                match self.events.recv_timeout(quiet) {
                    Ok(event) => seen = add(event),
                    Err(RecvTimeoutError::Timeout) => break,
                    Err(RecvTimeoutError::Disconnected) => return None,
                }
            }
            if folder_recreated {
                let _ = self.watch_folders();
            }
            if changes.any() {
                return Some(changes);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{AccessKind, CreateKind};

    #[test]
    fn temporary_and_unrelated_files_are_ignored() {
        let paths = WatchedPaths {
            root: "/b".into(),
            content: "/b/content".into(),
            theme: "/b/themes/x".into(),
            output: "/b/output".into(),
        };
        let classify = |kind, path: &str| {
            let mut changes = Changes::default();
            paths.classify(&Event::new(kind).add_path(path.into()), &mut changes);
            changes
        };
        let created = EventKind::Create(CreateKind::File);
        assert!(classify(created, "/b/content/plan.yaml").content);
        assert!(classify(created, "/b/themes/x/site/a.css").theme);
        assert!(classify(created, "/b/output").output);
        let read = EventKind::Access(AccessKind::Read);
        for (kind, path) in [
            (read, "/b/content/plan.yaml"),
            (created, "/b/content/.plan.yaml.swp"),
            (created, "/b/content/plan.yaml~"),
            (created, "/b/content/4913.tmp"),
            (created, "/b/README.md"),
            (created, "/b/themes/y/site/a.css"),
        ] {
            assert!(!classify(kind, path).any(), "{path}");
        }
    }
}
