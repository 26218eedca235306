//! Small books made of chance: undecided, negative, huge and missing figures.

use std::fmt::Write as _;

use crate::support::Book;

/// Numbers of chance, the same for the same seed.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    /// An amount, or `None` for one that is not decided.
    fn amount(&mut self) -> Option<i64> {
        let size = match self.below(8) {
            0 | 1 => return None,
            2 => return Some(0),
            3 => 30_000_000_000_000,
            4 => 900_000_000,
            _ => 90_000,
        };
        let amount = i64::try_from(self.below(size)).expect("a size of 63 bits");
        Some(if self.one_in(4) { -amount } else { amount })
    }
}

/// A project: what its sheet says of it.
pub struct Project {
    pub section: usize,
    /// Whether it begins now, and so has no settlement.
    pub new: bool,
    pub settlement: Option<i64>,
    /// For each year of the window.
    pub budget: Vec<Option<i64>>,
}

pub struct Policy {
    pub id: String,
    pub rating: Option<usize>,
    pub projects: Vec<Project>,
    /// The policy whose first project it lists again.
    pub relisted: Option<String>,
}

/// A book whose figures are random.
pub struct RandomBook {
    pub years: usize,
    pub negative: &'static str,
    /// Whether the plan names sources of money.
    pub funded: bool,
    pub policies: Vec<Policy>,
}

pub const SECTIONS: [(&str, &str); 3] =
    [("kikaku", "企画財政課"), ("sangyo", "産業課"), ("kensetsu", "建設課")];
pub const SOURCES: [&str; 2] = ["地方債", "一般財源"];
pub const RATINGS: [&str; 4] = ["S", "A", "B", "C"];
/// The first year of the window; the one before it is evaluated.
pub const FIRST: i64 = 2025;

impl RandomBook {
    pub fn of(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let years = 1 + random.below(3) as usize;
        // A year for which nothing in the whole book is decided.
        let undecided = random.one_in(3).then(|| random.below(years as u64) as usize);
        let mut policies: Vec<Policy> = Vec::new();
        for goal in 1..=2 {
            for plan in 1..=2 {
                for number in 1..=1 + random.below(3) {
                    let nothing = random.one_in(4);
                    let relisted = random.one_in(3).then(|| policies.last().map(|p| p.id.clone()));
                    let count = 1 + random.below(4);
                    let projects = (0..count).map(|_| {
                        let new = random.one_in(4);
                        let mut amount = || random.amount().filter(|_| !nothing);
                        let settlement = amount().filter(|_| !new);
                        let mut budget: Vec<_> = (0..years).map(|_| amount()).collect();
                        if let Some(year) = undecided {
                            budget[year] = None;
                        }
                        Project { section: random.below(3) as usize, new, settlement, budget }
                    });
                    let projects = projects.collect();
                    policies.push(Policy {
                        id: format!("{goal}-{plan}-{number:02}"),
                        rating: (!random.one_in(4)).then(|| random.below(4) as usize),
                        projects,
                        relisted: relisted.flatten(),
                    });
                }
            }
        }
        let negative = if random.one_in(2) { "▲" } else { "△" };
        Self { years, negative, funded: random.one_in(2), policies }
    }

    /// The years of the columns of amounts: the evaluated year, then the window.
    pub fn columns(&self) -> impl Iterator<Item = (&'static str, i64)> + Clone {
        let window = (FIRST..).take(self.years).map(|year| ("budget", year));
        std::iter::once(("settlement", FIRST - 1)).chain(window)
    }

    /// The book on a disk, in a folder of its own.
    pub fn write(&self) -> Book {
        let book = Book::init();
        let plan = "content/plan.yaml";
        book.edit(plan, "  years: 2 ", &format!("  years: {} ", self.years));
        book.edit(plan, "negative: △", &format!("negative: {}", self.negative));
        let sources = "  sources: [国・県支出金, 地方債, その他, 一般財源]\n";
        let named = format!("  sources: [{}]\n", SOURCES.join(", "));
        book.edit(plan, sources, if self.funded { &named } else { "" });
        book.remove("content/policies");
        for policy in &self.policies {
            let goal = &policy.id[..1];
            let file = |ending| format!("content/policies/{goal}/{}.{ending}", policy.id);
            book.write(&file("yaml"), self.sheet(policy));
            let prose = "## 目的\n\n町を守ります。\n\n## 昨年度の取組と結果\n\n進めました。\n\n## これから\n\n続けます。\n";
            book.write(&file("md"), prose);
        }
        book
    }

    fn sheet(&self, policy: &Policy) -> String {
        let sections: Vec<&str> = SECTIONS.map(|(_, name)| name).into();
        let id = &policy.id;
        let mut sheet = format!("title: 施策{id}\nsections: [{}]\n", sections.join(", "));
        if let Some(rating) = policy.rating {
            let _ = writeln!(sheet, "rating: {{ R6: {} }}", RATINGS[rating]);
        }
        sheet.push_str("projects:\n");
        let amount = |amount: Option<i64>| amount.map_or("~".to_owned(), |n| n.to_string());
        for (number, project) in (1..).zip(&policy.projects) {
            let section = SECTIONS[project.section].1;
            let _ = writeln!(sheet, "  - name: {id}の事業{number}\n    section: {section}");
            let _ = writeln!(sheet, "    description: {id}の{number}番目の事業を行います。");
            if !project.new {
                let _ = writeln!(sheet, "    results: {{ R6: \"{number}回\" }}");
                let _ = writeln!(sheet, "    settlement: {{ R6: {} }}", amount(project.settlement));
            }
            let years = (7..).zip(&project.budget);
            let budget: Vec<_> =
                years.map(|(year, money)| format!("R{year}: {}", amount(*money))).collect();
            let _ = writeln!(sheet, "    budget: {{ {} }}", budget.join(", "));
            if self.funded {
                let parts: Vec<_> = (7..)
                    .zip(&project.budget)
                    .filter_map(|(year, money)| Some((year, parts((*money)?))))
                    .map(|(year, [bond, own])| {
                        format!("R{year}: {{ {}: {bond}, {}: {own} }}", SOURCES[0], SOURCES[1])
                    })
                    .collect();
                let _ = writeln!(sheet, "    funding: {{ {} }}", parts.join(", "));
            }
            let direction = if project.new { "新規" } else { "維持" };
            let _ = writeln!(sheet, "    direction: {direction}");
        }
        if let Some(home) = &policy.relisted {
            let _ = writeln!(sheet, "relisted:\n  - {{ policy: {home}, name: {home}の事業1 }}");
        }
        sheet
    }
}

/// How a budget comes from the two sources.
pub fn parts(budget: i64) -> [i64; 2] {
    let bond = budget / 3;
    [bond, budget - bond]
}
