//! The live preview: the publication from memory, drawn again whenever its files change.
//!
//! 1. [`watch`] gathers what happens to the files into changes.
//! 2. [`workshop`] makes the book again: a proof with its site, or findings over the last
//!    good one. It puts both on the [`desk`], which tells every open page.
//! 3. [`sheet`] keeps a watching typesetter at the sheet that is looked at.
//! 4. [`access`] says who may ask for what, and [`answer`] answers: pages are drawn when they
//!    are asked for, and nothing is read from a disk or written to the publication.
//!
//! Each of the first three has a thread of its own; requests are answered on one more.
//!
//! This module must not know the terminal.

mod access;
mod answer;
mod connections;
mod desk;
mod places;
mod report;
mod room;
mod sheet;
mod trouble;
mod watch;
mod workshop;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs, UdpSocket};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::net::TcpListener;

use self::access::Access;
use self::answer::Preview;
use self::desk::{Desk, Good, lock};
use self::watch::{Changes, Places, Watch};
use self::workshop::Workshop;
use crate::diag::{Diagnostic, Lang};
use crate::render::print::TypstCli;

pub use report::Only;
pub use trouble::nobody;

/// The open data are made when no change has come for this long: by then the page is seen
/// and its sheet is set.
const CALM: Duration = Duration::from_secs(1);

/// How many ports after a taken one are tried for the hint.
const NEXT_PORTS: u16 = 100;

/// What is previewed, and for whom.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder that holds `content/` and `themes/`.
    pub root: PathBuf,
    /// The theme's name.
    pub theme: String,
    /// Where the publication is, for its PDFs and page numbers. Nothing is written there.
    pub output: PathBuf,
    /// An address or name of this machine; none for the loopback address.
    pub host: Option<String>,
    /// The port; 0 for any that is free.
    pub port: u16,
    /// Whether files are looked at again and again, where nobody tells of their changes.
    pub poll: bool,
    /// Whose sheets matter.
    pub only: Only,
    /// How an editor is opened: an address with `{file}`, `{line}` and `{column}`.
    pub editor: Option<String>,
    /// The language of what is told.
    pub lang: Lang,
}

/// What whoever started a preview is told.
#[derive(Debug)]
pub enum Told {
    /// It is there, at this address.
    Ready(String),
    /// The name that it is to listen at means this machine alone, so no other can see it.
    OnlyHere(String),
    /// The sources were read again: so many errors and warnings.
    Read(usize, usize),
}

/// Runs a preview until the process is asked to end; `hear` is told what happens.
///
/// # Errors
/// Why it cannot start.
pub fn serve(
    options: Options,
    typst: TypstCli,
    hear: impl Fn(Told) + Send + Sync + 'static,
) -> Result<(), Diagnostic> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| trouble::failed(&e))?;
    let room = room::Room::open().map_err(|e| trouble::failed(&e))?;
    let ended = runtime.block_on(run(options, typst, room.path(), Arc::new(hear)));
    drop(runtime);
    ended
}

async fn run(
    options: Options,
    typst: TypstCli,
    folder: PathBuf,
    hear: Arc<dyn Fn(Told) + Send + Sync>,
) -> Result<(), Diagnostic> {
    let (listener, name, address) = listen(&options).await?;
    let token = if address.ip().is_loopback() { None } else { Some(token()?) };
    let desk = Arc::new(Desk::new(options.lang));
    let (press, press_orders) = channel();
    let (bench, bench_orders) = channel();

    let root = fs_err::canonicalize(&options.root).unwrap_or(options.root.clone());
    let theme_folder = root.join("themes").join(&options.theme);
    let places = Places::new(&root, &theme_folder, &options.output);
    let watch = Watch::new(places, options.poll).map_err(|e| trouble::blind(&root, &e))?;
    let latest = Arc::new(Latest::default());
    let made = {
        let (press, latest) = (press.clone(), Arc::clone(&latest));
        move |good: &Good, settled: bool| {
            if !settled {
                latest.put(good.clone());
            }
            let _ = press.send(sheet::Order::Made);
        }
    };
    let mut workshop = Workshop {
        root: root.clone(),
        theme_folder,
        output: options.output.clone(),
        room: folder.clone(),
        only: options.only.clone(),
        desk: Arc::clone(&desk),
        made: Box::new(made),
        theme: None,
        theme_findings: Vec::new(),
        printed: Arc::default(),
        glyphs: None,
    };
    workshop.change(Changes { content: true, theme: true, output: true });
    check_only(&options.only, &desk)?;

    spawn_watch(watch, bench.clone());
    spawn_data(latest, folder.clone(), bench);
    let (told, desk_told) = (Arc::clone(&hear), Arc::clone(&desk));
    thread::spawn(move || workshop.run(&bench_orders));
    let press_thread = sheet::Press {
        typst,
        folder,
        desk: Arc::clone(&desk),
        tell: press.clone(),
        looked: 0,
        open: None,
    };
    spawn_press(press_thread, press_orders);

    if address.ip().is_loopback() && !is_loopback_name(&name) {
        hear(Told::OnlyHere(name.clone()));
    }
    let host = host_of_link(&name, address.ip());
    let query = token.as_ref().map(|token| format!("?token={token}")).unwrap_or_default();
    let start = if options.only.is_all() { "" } else { answer::OWN };
    hear(Told::Ready(format!("http://{host}:{}/{start}{query}", address.port())));
    let (close, closing) = tokio::sync::watch::channel(false);
    let preview = Preview {
        access: Access::new(&name, address, token),
        desk: Arc::clone(&desk),
        press,
        editor: options.editor,
        closing,
    };
    let app = axum::Router::new().fallback(answer::answer).with_state(Arc::new(preview));
    let tell = async move {
        let mut status = desk_told.listen();
        let mut read = 0;
        while status.changed().await.is_ok() {
            let now = status.borrow_and_update().clone();
            if now.read != read {
                read = now.read;
                told(Told::Read(now.errors, now.warnings));
            }
        }
    };
    tokio::select! {
        () = connections::serve(listener, app) => {}
        () = tell => {}
        () = asked_to_end() => {}
    }
    let _ = close.send(true);
    Ok(())
}

/// Listens where it is asked to; the name by which the server is called, and its address.
async fn listen(options: &Options) -> Result<(TcpListener, String, SocketAddr), Diagnostic> {
    let name = options.host.clone().unwrap_or_else(|| "127.0.0.1".to_owned());
    let number = name.trim_matches(['[', ']']).parse::<IpAddr>().ok();
    let address = match number {
        Some(ip) => Ok(SocketAddr::new(ip, options.port)),
        None => (name.as_str(), options.port)
            .to_socket_addrs()
            .and_then(|all| reachable(all).ok_or(std::io::ErrorKind::NotFound.into())),
    };
    let address = address.map_err(|e| trouble::no_address(&name, &e))?;
    let bound = TcpListener::bind(address).await;
    let listener = match bound {
        Ok(listener) => listener,
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            let after = options.port.saturating_add(1)..=options.port.saturating_add(NEXT_PORTS);
            let is_free = |port: &u16| {
                std::net::TcpListener::bind(SocketAddr::new(address.ip(), *port)).is_ok()
            };
            return Err(trouble::taken(options.port, after.into_iter().find(is_free)));
        }
        Err(error) => return Err(trouble::no_address(&name, &error)),
    };
    let address = listener.local_addr().map_err(|e| trouble::no_address(&name, &e))?;
    Ok((listener, name, address))
}

/// The first address that other machines can reach, or else the first: the own name of a machine
/// often means its loopback address, too.
fn reachable(all: impl Iterator<Item = SocketAddr>) -> Option<SocketAddr> {
    let all: Vec<SocketAddr> = all.collect();
    let open = all.iter().find(|address| !address.ip().is_loopback());
    open.or(all.first()).copied()
}

/// Whether whoever writes `name` means the loopback address.
fn is_loopback_name(name: &str) -> bool {
    let number = name.trim_matches(['[', ']']).parse::<IpAddr>();
    name.eq_ignore_ascii_case("localhost") || number.is_ok_and(|ip| ip.is_loopback())
}

/// How a link calls the server that listens at `ip`, which was asked for as `name`. That it
/// listens at all addresses is no address that another machine could open.
fn host_of_link(name: &str, ip: IpAddr) -> String {
    let ip = if ip.is_unspecified() { own_address(ip) } else { ip };
    match ip {
        IpAddr::V6(ip) => format!("[{ip}]"),
        // A name stays, but for that of all addresses.
        IpAddr::V4(ip) => match name.parse::<IpAddr>() {
            Ok(_) => ip.to_string(),
            Err(_) => name.to_owned(),
        },
    }
}

/// The address from which this machine would reach others; the loopback address where it would
/// reach nobody. Nothing is sent to find out.
fn own_address(all: IpAddr) -> IpAddr {
    // Addresses for documentation, which exist nowhere (RFC 5737, RFC 3849).
    let (somewhere, here): (IpAddr, IpAddr) = match all {
        IpAddr::V4(_) => (Ipv4Addr::new(192, 0, 2, 1).into(), Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(_) => {
            (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1).into(), Ipv6Addr::LOCALHOST.into())
        }
    };
    let found = UdpSocket::bind((all, 0)).and_then(|socket| {
        socket.connect((somewhere, 9))?;
        socket.local_addr()
    });
    found.map_or(here, |address| address.ip())
}

/// Who is asked for must be in the book, as far as it can be read.
fn check_only(only: &Only, desk: &Desk) -> Result<(), Diagnostic> {
    let shown = desk.shown();
    let Some(book) = shown.good.as_ref().map(|good| good.proof.book()) else {
        return Ok(());
    };
    for id in &only.policies {
        if !id.parse().is_ok_and(|id| book.has_policy(id)) {
            return Err(nobody(id, false, book));
        }
    }
    let mut sections = book.plan.departments.iter().flat_map(|d| &d.sections);
    match &only.section {
        Some(name) if !sections.any(|s| s.name.value == *name) => Err(nobody(name, true, book)),
        _ => Ok(()),
    }
}

/// A word that nobody guesses.
fn token() -> Result<String, Diagnostic> {
    let part =
        || getrandom::u64().map_err(|e| trouble::failed(&std::io::Error::other(e.to_string())));
    Ok(format!("{:016x}{:016x}{:016x}", part()?, part()?, part()?))
}

fn spawn_watch(mut watch: Watch, bench: Sender<workshop::Order>) {
    thread::spawn(move || {
        while let Some(changes) = watch.next() {
            if bench.send(workshop::Order::Changed(changes)).is_err() {
                return;
            }
        }
    });
}

fn spawn_press(press: sheet::Press, orders: Receiver<sheet::Order>) {
    thread::spawn(move || press.run(&orders));
}

/// The state whose open data are to be made next; older ones are of no interest.
#[derive(Debug, Default)]
struct Latest {
    state: Mutex<Option<Good>>,
    there: Condvar,
}

impl Latest {
    fn put(&self, good: Good) {
        *lock(&self.state) = Some(good);
        self.there.notify_one();
    }

    /// Waits for a state after which no other comes for a while.
    fn take(&self) -> Good {
        let mut state = lock(&self.state);
        let mut latest = None;
        loop {
            latest = state.take().or(latest);
            state = match latest {
                None => self.there.wait(state).unwrap_or_else(PoisonError::into_inner),
                Some(good) => {
                    let waited = self.there.wait_timeout(state, CALM);
                    let (state, waited) = waited.unwrap_or_else(PoisonError::into_inner);
                    if waited.timed_out() {
                        return good;
                    }
                    latest = Some(good);
                    state
                }
            };
        }
    }
}

/// Makes the open data of the latest state, beside everything else: on one thread of its own,
/// so that a file saved meanwhile does not wait for them. What it needs on the way is in `room`.
fn spawn_data(latest: Arc<Latest>, room: PathBuf, bench: Sender<workshop::Order>) {
    thread::spawn(move || {
        let own = rayon::ThreadPoolBuilder::new().num_threads(1).build().ok();
        loop {
            let good = latest.take();
            let offer = || match &own {
                Some(own) => own.install(|| good.proof.offer(&room)),
                None => good.proof.offer(&room),
            };
            let Ok(Ok(offered)) = catch_unwind(AssertUnwindSafe(offer)) else {
                continue;
            };
            let offered = Arc::new(offered);
            if bench.send(workshop::Order::Offered(good.read, offered)).is_err() {
                return;
            }
        }
    });
}

/// Waits until the process is asked to end.
async fn asked_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let kinds = [SignalKind::terminate(), SignalKind::hangup()];
        let [Ok(mut terminate), Ok(mut hangup)] = kinds.map(signal) else {
            let _ = tokio::signal::ctrl_c().await;
            return;
        };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
        }
    }
    #[cfg(not(unix))]
    {
        let _ = tokio::signal::ctrl_c().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_means_the_address_that_others_can_reach() {
        let address = |text: &str| text.parse::<SocketAddr>().expect("an address");
        let (local, open) = (address("127.0.1.1:80"), address("192.168.0.2:80"));
        assert_eq!(reachable([local, open].into_iter()), Some(open));
        assert_eq!(reachable([local].into_iter()), Some(local));
        assert_eq!(reachable(std::iter::empty()), None);
    }

    #[test]
    fn a_link_can_be_opened() {
        let ip = |text: &str| text.parse::<IpAddr>().expect("an address");
        assert_eq!(host_of_link("127.0.0.1", ip("127.0.0.1")), "127.0.0.1");
        assert_eq!(host_of_link("kikaku.local", ip("192.168.0.2")), "kikaku.local");
        assert_eq!(host_of_link("fe80::1", ip("fe80::1")), "[fe80::1]");
        let all = host_of_link("0.0.0.0", ip("0.0.0.0"));
        assert!(all.parse::<Ipv4Addr>().is_ok_and(|ip| !ip.is_unspecified()), "{all}");
        assert!(!host_of_link("::", ip("::")).contains("[::]"));
        assert!(is_loopback_name("LOCALHOST") && is_loopback_name("[::1]"));
        assert!(!is_loopback_name("kikaku"));
    }
}
