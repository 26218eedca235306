//! Addresses within a site: the files of routes, what links of templates may lead to, and the template
//! filter `url`.
//!
//! This module must not know which pages there are.

use std::collections::HashSet;
use std::sync::Arc;

use tera::{Kwargs, State, Value};

/// The file path of a route, as two parts to be concatenated.
pub(super) fn file_path(route: &str) -> [&str; 2] {
    [route, if route.is_empty() || route.ends_with('/') { "index.html" } else { "" }]
}

/// What links of templates may lead to.
#[derive(Debug, Default)]
pub(super) struct Targets {
    /// The routes of pages, and the paths of files.
    pub(super) routes: HashSet<String>,
    /// The folders that others fill, each with its last `/`: the open data, earlier editions.
    pub(super) folders: Vec<String>,
}

impl Targets {
    fn has(&self, route: &str) -> bool {
        self.routes.contains(route) || self.folders.iter().any(|folder| route.starts_with(folder))
    }
}

/// The template filter `{{ route | url }}`, which needs `root` in scope: a relative link that
/// includes `index.html`, so that it also works without a server. A link to what is not among the
/// `targets` is an error; without them, any is right.
pub(super) fn url(
    targets: Option<Arc<Targets>>,
) -> impl Fn(&str, Kwargs, &State<'_>) -> Result<Value, tera::Error> {
    move |route, arguments, state| {
        let argument = arguments.get::<&str>("root")?.map(str::to_owned);
        let mut link = match argument {
            Some(root) => root,
            None => state.get::<String>("root")?.ok_or_else(|| {
                tera::Error::message("`url` needs `root`: a component asks for it with `@root`")
            })?,
        };
        let (path, rest) = route.split_at(route.find(['#', '?']).unwrap_or(route.len()));
        if targets.as_ref().is_some_and(|targets| !targets.has(path)) {
            return Err(tera::Error::message(format!("The site has no page or file `{path}`")));
        }
        for part in file_path(path).into_iter().chain([rest]) {
            link.push_str(part);
        }
        Ok(Value::from(link))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_have_file_paths() {
        assert_eq!(file_path("").concat(), "index.html");
        assert_eq!(file_path("policies/1-2-03/").concat(), "policies/1-2-03/index.html");
        assert_eq!(file_path("404.html").concat(), "404.html");
    }

    #[test]
    fn links_lead_to_pages_files_and_folders_of_others() {
        let routes = ["", "policies/1-2-03/", "assets/icon.svg"].map(str::to_owned);
        let targets = Targets { routes: routes.into(), folders: vec!["data/".to_owned()] };
        for route in ["", "policies/1-2-03/", "assets/icon.svg", "data/plan.json"] {
            assert!(targets.has(route), "{route}");
        }
        for route in ["policies/1-2-03", "policies/", "assets/icon.png", "dat/plan.json"] {
            assert!(!targets.has(route), "{route}");
        }
    }
}
