//! The whole book, resolved: everything in its order.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use super::{
    Block, ChangeReason, Computed, GlossaryTerm, Indicator, Indicators, Locality, Node, NodeId,
    Numbered, Picture, Place, Plan, Policy, PolicyId, PriorityTheme, Project, Prose, Relisted,
    SearchWords, map_spans, prose,
};
use crate::record::{Path, Step, Value, Visit, Walk};
use crate::span::{FileId, Span, Spanned};

/// Everything an edition of the book says.
#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    /// The plan and its edition.
    pub plan: Plan,
    /// The highest level of the framework, with everything below it.
    pub nodes: Vec<Node>,
    /// The indicators.
    pub indicators: Indicators,
    /// The priority themes.
    pub themes: Vec<PriorityTheme>,
    /// The overview.
    pub overview: Prose,
    /// The texts of the parts of the kind `text`, in the order of the book.
    pub part_texts: Vec<PartText>,
    /// The Markdown of the fields that the book declares, by the places of their values.
    pub field_texts: FieldTexts,
    /// What the search of the site knows in addition to the texts.
    pub search_words: SearchWords,
    /// The places that texts may name.
    pub localities: Vec<Locality>,
    /// The words that the book explains.
    pub glossary: Vec<GlossaryTerm>,
    /// Why things changed, for the tables that compare versions. No other output has it.
    pub changes: Vec<ChangeReason>,
    /// The pictures that can be used, by their path: `content/pictures/map.png`.
    pub pictures: BTreeMap<String, Picture>,
    /// The projects that ended with the edition before, by permanent id. Nobody is asked for them.
    pub over: BTreeSet<String>,
    /// What has files of its own that could not be read, so that it is not in this book.
    pub unread: Unread,
}

/// The Markdown of declared fields, by the places of their values. Equality ignores the places.
#[derive(Debug, Clone, Default)]
pub struct FieldTexts(pub BTreeMap<Span, Prose>);

impl PartialEq for FieldTexts {
    fn eq(&self, other: &Self) -> bool {
        let without_places = |texts: &Self| {
            let mut all: Vec<Prose> = texts.0.values().cloned().collect();
            for text in &mut all {
                map_spans(text, &|_| Span::start_of(FileId(0)));
            }
            all
        };
        self.0.len() == other.0.len() && without_places(self) == without_places(other)
    }
}

/// The text of a part of the book.
#[derive(Debug, Clone, PartialEq)]
pub struct PartText {
    /// The part's id.
    pub id: Spanned<String>,
    /// The text.
    pub prose: Prose,
}

/// The policies, parts and others whose files could not be read. They are not in the book, but references
/// to them are not reported.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unread {
    /// Policies, by number.
    pub policies: BTreeSet<PolicyId>,
    /// Themes, by number.
    pub themes: BTreeSet<u8>,
    /// Pictures, by their path: `content/pictures/map.png`.
    pub pictures: BTreeSet<String>,
    /// Whether the file of the indicators is one of them.
    pub indicators: bool,
    /// Items of the framework that do not stand where their ids belong, by the places of the ids, and all below
    /// them: what they have is unknown.
    pub misplaced: BTreeSet<Span>,
}

impl Book {
    /// Whether the plan numbers anything by itself.
    #[must_use]
    pub fn has_numbers(&self) -> bool {
        self.numbers_policies() || self.all_nodes().any(|node| node.number.is_some())
    }

    /// Whether the plan's own number of something may be at `span` of the file `name`: it is there, or the
    /// file could not be read.
    #[must_use]
    pub fn may_have_number_at(&self, span: Span, name: &str) -> bool {
        let stem = name.rsplit('/').next().and_then(|name| name.strip_suffix(".yaml"));
        let policy = stem.and_then(|stem| stem.parse::<PolicyId>().ok());
        if policy.is_some_and(|policy| self.unread.policies.contains(&policy)) {
            return true;
        }
        let nodes = self.all_nodes().map(|node| &node.number);
        let numbers = nodes.chain(self.policies().map(|policy| &policy.number));
        numbers.flatten().any(|number| number.span.holds(span))
    }

    /// Whether the plan numbers its policies by itself.
    #[must_use]
    pub fn numbers_policies(&self) -> bool {
        self.policies().any(|policy| policy.number.is_some())
    }

    /// All items above the sheets, each before what is below it.
    pub fn all_nodes(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().flat_map(Node::preorder)
    }

    /// The items to which the sheets belong, in order.
    pub fn groups(&self) -> impl Iterator<Item = &Node> {
        self.nodes_at(self.plan.levels.above_sheets().len())
    }

    /// The items of the level at `depth`, from 1.
    pub fn nodes_at(&self, depth: usize) -> impl Iterator<Item = &Node> {
        self.all_nodes().filter(move |node| node.id.depth() == depth)
    }

    /// The item `id`.
    #[must_use]
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.iter().find_map(|node| node.find(id))
    }

    /// The items that `id` is in, the highest first, and itself.
    #[must_use]
    pub fn ancestors(&self, id: NodeId) -> Vec<&Node> {
        let mut path: Vec<_> = std::iter::successors(Some(id), |id| id.parent()).collect();
        path.reverse();
        path.into_iter().filter_map(|id| self.node(id)).collect()
    }

    /// All policies, in the order of the book.
    pub fn policies(&self) -> impl Iterator<Item = &Policy> {
        self.all_nodes().flat_map(|node| &node.policies)
    }

    /// All projects, in the order of the book.
    pub fn projects(&self) -> impl Iterator<Item = &Project> {
        self.policies().flat_map(|p| &p.projects)
    }

    /// All indicators, in the order of the book.
    pub fn indicators(&self) -> impl Iterator<Item = &Indicator> {
        self.indicators.all()
    }

    /// The section that is asked about `indicator`: the one that its `source` names, or else the one
    /// that runs its project, or leads its policy or the first one of its item of the framework.
    #[must_use]
    pub fn section_of_indicator(&self, indicator: &Indicator) -> Option<&str> {
        let sections = self.plan.sections().map(|(_, section)| section.name.value.as_str());
        let measures = sections.filter(|name| indicator.source.contains(name));
        let named = measures.max_by_key(|name| name.len());
        named.or_else(|| {
            let policy = match indicator.first_place()? {
                Place::Node(id) => self.node(id)?.all_policies().next()?,
                Place::Policy(id) => self.policy(id)?,
                Place::Project(id, number) => {
                    let project = self.policy(id)?.projects.get(number.checked_sub(1)?)?;
                    return Some(project.section.as_str());
                }
            };
            policy.sections.first().map(|section| section.value.as_str())
        })
    }

    /// The number and the name of what is at `place`, for authors: its id with its own number, if it has one.
    #[must_use]
    pub fn place_label(&self, place: Place) -> Option<(String, &str)> {
        match place {
            Place::Node(id) => self.node(id).map(|node| (node.reference(), node.name.as_str())),
            Place::Policy(id) => self.policy(id).map(|p| (p.reference(), p.title.as_str())),
            Place::Project(id, number) => {
                let policy = self.policy(id)?;
                let project = policy.projects.get(number.checked_sub(1)?)?;
                Some((policy.reference(), project.name.as_str()))
            }
        }
    }

    /// The places of the policies and projects that have no permanent id.
    pub fn without_ids(&self) -> impl Iterator<Item = Span> {
        let policies = self.policies().filter(|p| p.uid.is_none()).map(|p| p.title.span);
        policies.chain(self.projects().filter(|p| p.uid.is_none()).map(|p| p.name.span))
    }

    /// The permanent ids of the projects that end with this edition: the next one has them no more.
    /// Those that are merged are not among them.
    fn ended_projects(&self) -> impl Iterator<Item = &str> {
        let direction = &self.plan.direction;
        let ended = self.projects().filter(move |project| direction.ends(&project.direction));
        ended.filter_map(|project| project.uid.as_ref().map(|uid| uid.as_str()))
    }

    /// Makes this the book of the edition after that of `previous`.
    pub fn follow(&mut self, previous: &Self) {
        self.over = previous.ended_projects().map(str::to_owned).collect();
    }

    /// Whether `project` ended with the edition before.
    #[must_use]
    pub fn is_over(&self, project: &Project) -> bool {
        project.uid.as_ref().is_some_and(|uid| self.over.contains(uid.as_str()))
    }

    /// Every author's text in it.
    pub fn proses(&self) -> impl Iterator<Item = &Prose> {
        std::iter::once(&self.overview)
            .chain(self.part_texts.iter().map(|part| &part.prose))
            .chain(self.themes.iter().map(|t| &t.prose))
            .chain(self.policies().flat_map(|p| p.prose.iter().map(|s| &s.prose)))
            .chain(self.field_texts.0.values())
    }

    /// The Markdown of a declared field whose value is at `span`; empty if that is none.
    #[must_use]
    pub fn field_text(&self, span: Span) -> &[Block] {
        self.field_texts.0.get(&span).map_or(&[], Vec::as_slice)
    }

    /// The text of the part called `id`; empty if it is no text.
    #[must_use]
    pub fn part_text(&self, id: &str) -> &[Block] {
        let part = self.part_texts.iter().find(|part| part.id.value == id);
        part.map_or(&[], |part| &part.prose)
    }

    /// The policy numbered `id`.
    #[must_use]
    pub fn policy(&self, id: PolicyId) -> Option<&Policy> {
        self.node(id.node)?.policies.iter().find(|p| p.id == id)
    }

    /// The project that `relisted` names, with its policy and its number there, from 1.
    #[must_use]
    pub fn original(&self, relisted: &Relisted) -> Option<(&Policy, usize, &Project)> {
        let policy = self.policy(relisted.policy.value)?;
        let mut numbered = (1..).zip(&policy.projects);
        let (number, project) = numbered.find(|(_, p)| p.name.value == relisted.name.value)?;
        Some((policy, number, project))
    }

    /// Whether a policy numbered `id` has its files, even if they cannot be read yet.
    #[must_use]
    pub fn has_policy(&self, id: PolicyId) -> bool {
        self.policy(id).is_some() || self.unread.policies.contains(&id)
    }

    /// The picture at `path`, however the system writes the marks of its kana: some write ガ
    /// as カ and a mark.
    #[must_use]
    pub fn picture(&self, path: &str) -> Option<&Picture> {
        self.pictures.get(path).or_else(|| {
            let same = |name: &str| name.nfc().eq(path.nfc());
            self.pictures.iter().find(|(name, _)| same(name)).map(|(_, picture)| picture)
        })
    }

    /// Every block of its texts, however deep.
    pub fn each_block<'a>(&'a self, look: &mut dyn FnMut(&'a Block)) {
        self.proses().flatten().for_each(|block| block.each_block(look));
    }

    /// Whether everything that has files is in the book, so that counts are right.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.unread.policies.is_empty() && self.unread.themes.is_empty()
    }

    /// What a `count:` or `value:` link prints; none where the plan says nothing of it: there is no
    /// evaluated year, or no rating scale.
    #[must_use]
    pub fn computed(&self, what: Computed) -> Option<String> {
        let plan = &self.plan;
        let edition = &plan.edition;
        let (from, to) = (plan.term.0, plan.term.1.value);
        let years = |n: i32| n.to_string();
        if plan.ratings.is_empty()
            && matches!(what, Computed::Ratings | Computed::Scale | Computed::ScaleRange)
        {
            return None;
        }
        Some(match what {
            Computed::Policies => self.policies().count().to_string(),
            Computed::Goals => self.nodes.len().to_string(),
            Computed::BasicPlans => self.groups().count().to_string(),
            Computed::Level(depth) => {
                let count = self.nodes_at(depth.into()).count();
                return (count > 0).then(|| count.to_string());
            }
            Computed::Projects => self.projects().count().to_string(),
            Computed::Indicators => self.indicators().count().to_string(),
            Computed::Themes => self.themes.len().to_string(),
            Computed::Ratings => plan.ratings.len().to_string(),
            Computed::Years => edition.years.to_string(),
            Computed::TermYears => years(to.western() - from.western() + 1),
            Computed::YearsElapsed => years(edition.evaluated_year()?.western() - from.western()),
            Computed::Plan => plan.name.clone(),
            Computed::Edition => edition.year.long(),
            Computed::Evaluated => edition.evaluated_year()?.long(),
            Computed::Window => prose::year_range(edition.year.value, edition.last_year()),
            Computed::TermFrom => from.long(),
            Computed::TermTo => to.long(),
            Computed::Adopted => plan.adopted.clone(),
            Computed::AsOf => edition.as_of.value.clone(),
            Computed::Vision => match &plan.vision_subtitle {
                Some(subtitle) => format!("{} {subtitle}", plan.vision),
                None => plan.vision.clone(),
            },
            Computed::Scale => plan
                .ratings
                .iter()
                .map(|level| format!("{}：{}", level.id, level.label))
                .collect::<Vec<_>>()
                .join("、"),
            Computed::ScaleRange => match (plan.ratings.first(), plan.ratings.last()) {
                (Some(first), Some(last)) if first.id != last.id => {
                    format!("{}～{}", first.id, last.id)
                }
                (first, _) => first.map(|l| l.id.to_string()).unwrap_or_default(),
            },
        })
    }
}

/// All values of its YAML files but the head of `plan.yaml`, file by file.
impl Walk for Book {
    fn walk<'a>(&'a self, path: &mut Path<'a>, visit: &mut Visit<'_, 'a>) {
        self.plan.walk(path, visit);
        for theme in &self.themes {
            let number = Step::Key(Value::Integer(theme.number.value.into()));
            path.within(number, |path| theme.walk(path, visit));
        }
        self.nodes.walk(path, visit);
        for indicator in self.indicators() {
            let id = Step::Key(Value::Word(indicator.id.to_string()));
            path.within(id, |path| indicator.walk(path, visit));
        }
        for policy in self.policies() {
            let id = Step::Key(Value::Word(policy.id.to_string()));
            path.within(id, |path| policy.walk(path, visit));
        }
        self.localities.walk(path, visit);
        self.glossary.walk(path, visit);
        self.search_words.walk(path, visit);
    }
}
