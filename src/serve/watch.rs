//! What happens to the book's files, gathered: everything that belongs together is one
//! change.
//!
//! A file saved by itself is told of at once; where many change, as when a branch is
//! switched, it is waited until they have settled.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::ModifyKind;
use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use crate::source::is_own;

/// Editors write a file in several steps (a new file, then renamed over the old one), a few
/// milliseconds apart.
const QUIET: Duration = Duration::from_millis(12);

/// As many paths at once are not one person saving: a branch is switched, a folder unpacked.
const MANY: usize = 12;

/// The steps of such work come further apart.
const QUIET_OF_MANY: Duration = Duration::from_millis(250);

/// However long it goes on, something is to be seen.
const LONGEST: Duration = Duration::from_secs(5);

/// How often files are looked at where nobody tells of their changes.
const POLL: Duration = Duration::from_secs(1);

/// What changed since the last time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Changes {
    /// Something below `content/`.
    pub content: bool,
    /// Something of the theme.
    pub theme: bool,
    /// The publication that a build made.
    pub output: bool,
}

impl Changes {
    /// Whether there is any.
    pub fn any(self) -> bool {
        self.content || self.theme || self.output
    }
}

/// The places whose files matter, as they really are.
#[derive(Debug)]
pub(super) struct Places {
    root: PathBuf,
    content: PathBuf,
    theme: PathBuf,
    output: PathBuf,
}

impl Places {
    /// Those of the book at `root` with the theme in `theme` and its publication at `output`.
    pub fn new(root: &Path, theme: &Path, output: &Path) -> Self {
        let real = |path: &Path| {
            fs_err::canonicalize(path)
                .or_else(|_| std::path::absolute(path))
                .unwrap_or_else(|_| path.to_owned())
        };
        let root = real(root);
        let content = root.join("content");
        Self { theme: real(theme), output: real(output), content, root }
    }

    fn sort(&self, event: &Event, changes: &mut Changes) -> usize {
        if event.need_rescan() {
            *changes = Changes { content: true, theme: true, output: true };
            return MANY;
        }
        // Reading a file is an event, too, and each rebuild reads them all.
        if matches!(event.kind, EventKind::Access(_)) {
            return 0;
        }
        let mut count = 0;
        for path in &event.paths {
            // Editors' own files come and go beside those they belong to.
            let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
            let own = is_own(name);
            let seen = Changes {
                content: !own && path.starts_with(&self.content),
                theme: !own && path.starts_with(&self.theme),
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

/// Tells of changes for as long as it is kept.
pub(super) struct Watch {
    places: Places,
    watcher: Box<dyn Watcher + Send>,
    events: Receiver<notify::Result<Event>>,
}

impl Watch {
    /// Watches `places`; by looking again and again where `poll`.
    ///
    /// # Errors
    /// When the system does not let them be watched.
    pub fn new(places: Places, poll: bool) -> notify::Result<Self> {
        let (tell, events): (Sender<_>, _) = channel();
        // Times of files are told in seconds, and two saves can come within one.
        let config = Config::default().with_poll_interval(POLL).with_compare_contents(true);
        let mut watcher: Box<dyn Watcher + Send> = if poll {
            Box::new(PollWatcher::new(tell, config)?)
        } else {
            Box::new(RecommendedWatcher::new(tell, Config::default())?)
        };
        // The root only for what comes and goes in it: `content/` itself, and the output.
        if !poll {
            watcher.watch(&places.root, RecursiveMode::NonRecursive)?;
        }
        if !poll && let Some(above) = places.output.parent().filter(|p| *p != places.root) {
            let _ = watcher.watch(above, RecursiveMode::NonRecursive);
        }
        let mut watch = Self { places, watcher, events };
        watch.look_below()?;
        Ok(watch)
    }

    /// Watches the folders once more: one that was removed and made again is another one.
    fn look_below(&mut self) -> notify::Result<()> {
        for folder in [&self.places.content, &self.places.theme] {
            if folder.is_dir() {
                let _ = self.watcher.unwatch(folder);
                self.watcher.watch(folder, RecursiveMode::Recursive)?;
            }
        }
        Ok(())
    }

    /// Waits for the next change and everything that belongs to it; nothing once the watcher
    /// has ended.
    pub fn next(&mut self) -> Option<Changes> {
        loop {
            let mut changes = Changes::default();
            let mut folders = false;
            let mut count = 0;
            let mut take = |event: notify::Result<Event>| {
                let Ok(event) = event else {
                    // What the watcher could not see may have changed.
                    changes = Changes { content: true, theme: true, ..changes };
                    return count;
                };
                let whole = [&self.places.content, &self.places.theme];
                let comes_or_goes = matches!(
                    event.kind,
                    EventKind::Create(_)
                        | EventKind::Remove(_)
                        | EventKind::Modify(ModifyKind::Name(_))
                );
                folders |= comes_or_goes && event.paths.iter().any(|path| whole.contains(&path));
                count += self.places.sort(&event, &mut changes);
                count
            };
            let mut seen = take(self.events.recv().ok()?);
            let began = Instant::now();
            while began.elapsed() < LONGEST {
                let quiet = if seen >= MANY { QUIET_OF_MANY } else { QUIET };
                match self.events.recv_timeout(quiet) {
                    Ok(event) => seen = take(event),
                    Err(RecvTimeoutError::Timeout) => break,
                    Err(RecvTimeoutError::Disconnected) => return None,
                }
            }
            if folders {
                let _ = self.look_below();
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
    fn only_what_matters_is_a_change() {
        let places = Places {
            root: "/b".into(),
            content: "/b/content".into(),
            theme: "/b/themes/x".into(),
            output: "/b/output".into(),
        };
        let sorted = |kind, path: &str| {
            let mut changes = Changes::default();
            places.sort(&Event::new(kind).add_path(path.into()), &mut changes);
            changes
        };
        let made = EventKind::Create(CreateKind::File);
        assert!(sorted(made, "/b/content/plan.yaml").content);
        assert!(sorted(made, "/b/themes/x/site/a.css").theme);
        assert!(sorted(made, "/b/output").output);
        let read = EventKind::Access(AccessKind::Read);
        for (kind, path) in [
            (read, "/b/content/plan.yaml"),
            (made, "/b/content/.plan.yaml.swp"),
            (made, "/b/content/plan.yaml~"),
            (made, "/b/content/4913.tmp"),
            (made, "/b/README.md"),
            (made, "/b/themes/y/site/a.css"),
        ] {
            assert!(!sorted(kind, path).any(), "{path}");
        }
    }
}
