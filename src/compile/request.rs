//! What a build is asked to make.

use std::path::PathBuf;

use super::memory::Memory;
use super::outputs::{self, Outputs};
use super::past_editions::EditionFolder;
use crate::output::Claim;
use crate::reading::Mode;

/// The most policies in one PDF, whatever the memory, unless a request says otherwise: one of more takes an hour.
pub const MAX_POLICIES_PER_PDF: usize = 1500;

/// The options of a build.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch on the command line")]
pub struct Request {
    /// The folder that holds `content/` and `themes/`.
    pub root: PathBuf,
    /// The folder to publish into.
    pub output: PathBuf,
    /// The theme's name.
    pub theme: String,
    /// Which outputs to make.
    pub outputs: Outputs,
    /// Whether to make the PDF in volumes (分割版), too.
    pub volumes: bool,
    /// Maximum number of policies in one PDF; what the memory of the machine allows if `None`. A book with more is
    /// typeset in volumes only.
    pub max_policies: Option<usize>,
    /// If not empty, only the sheets of these policies are made, each as a PDF of its own; the
    /// rest of the output is left unchanged.
    pub policies: Vec<String>,
    /// Whether to mark every page as a draft, whatever the plan says.
    pub draft: bool,
    /// Whether a broken page contract and misplaced text are only warnings; every page is then
    /// marked as not final.
    pub relax: bool,
    /// Whether warnings stop the build.
    pub strict: bool,
    /// Whether to ignore the cache and make everything again.
    pub fresh: bool,
    /// Whether to accept an output folder that has no marker file of planbook.
    pub adopt: bool,
    /// The frozen editions to publish below this one, oldest first; `None` for a site of this edition
    /// alone.
    pub editions: Option<Vec<EditionFolder>>,
}

impl Request {
    /// Everything of a frozen edition, which is made of the folder `root`, into `output`.
    #[must_use]
    pub fn edition(root: PathBuf, output: PathBuf, theme: String) -> Self {
        Self {
            root,
            output,
            theme,
            outputs: Outputs::ALL,
            volumes: true,
            // Not as the memory allows: the same edition has the same files everywhere.
            max_policies: Some(MAX_POLICIES_PER_PDF),
            policies: Vec::new(),
            draft: false,
            relax: false,
            strict: false,
            fresh: false,
            adopt: false,
            editions: None,
        }
    }

    /// The maximum number of policies in one PDF, for a book of `policies`.
    pub(super) fn max_policies(&self, policies: usize) -> usize {
        self.max_policies.unwrap_or_else(|| Memory::detect().max_policies(policies))
    }

    /// The mode in which the book is read. A relaxed build is a draft.
    pub(super) fn mode(&self) -> Mode {
        Mode {
            draft: self.draft || self.relax,
            relaxed: self.relax,
            newest: self.editions.is_some(),
        }
    }

    /// The claim to the output folder for the book called `title`, if its title is known yet.
    pub(super) fn claim<'a>(&'a self, title: Option<&'a str>) -> Claim<'a> {
        let (root, adopt) = (&*self.root, self.adopt);
        Claim { root, book: title, adopt, made_before_markers: outputs::made_before_markers }
    }

    /// The folder of the requested theme.
    #[must_use]
    pub fn theme_folder(&self) -> PathBuf {
        self.root.join("themes").join(&self.theme)
    }
}
