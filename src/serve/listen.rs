//! The listening socket: which address it is bound to, and the host name of links to it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs, UdpSocket};

use tokio::net::TcpListener;

use super::{Options, errors};
use crate::diag::Diagnostic;

/// The number of following ports that are tried for the hint when a port is taken.
const NEXT_PORTS: u16 = 100;

/// Binds the host and port of `options`; returns the listener, the host as given, and the bound
/// address.
pub(super) async fn bind(
    options: &Options,
) -> Result<(TcpListener, String, SocketAddr), Diagnostic> {
    let host = options.host.clone().unwrap_or_else(|| "127.0.0.1".to_owned());
    let ip = host.trim_matches(['[', ']']).parse::<IpAddr>().ok();
    let address = match ip {
        Some(ip) => Ok(SocketAddr::new(ip, options.port)),
        None => (host.as_str(), options.port)
            .to_socket_addrs()
            .and_then(|all| reachable(all).ok_or(std::io::ErrorKind::NotFound.into())),
    };
    let address = address.map_err(|e| errors::cannot_listen(&host, &e))?;
    let bound = TcpListener::bind(address).await;
    let listener = match bound {
        Ok(listener) => listener,
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            let next = options.port.saturating_add(1)..=options.port.saturating_add(NEXT_PORTS);
            let is_free = |port: &u16| {
                std::net::TcpListener::bind(SocketAddr::new(address.ip(), *port)).is_ok()
            };
            return Err(errors::port_taken(options.port, next.into_iter().find(is_free)));
        }
        Err(error) => return Err(errors::cannot_listen(&host, &error)),
    };
    let address = listener.local_addr().map_err(|e| errors::cannot_listen(&host, &e))?;
    Ok((listener, host, address))
}

/// The first address that is not a loopback address, or else the first address. The host name
/// of a machine often resolves to its loopback address, too.
fn reachable(all: impl Iterator<Item = SocketAddr>) -> Option<SocketAddr> {
    let all: Vec<SocketAddr> = all.collect();
    let external = all.iter().find(|address| !address.ip().is_loopback());
    external.or(all.first()).copied()
}

/// Whether `name` is `localhost` or a loopback address.
pub(super) fn is_loopback_name(name: &str) -> bool {
    let ip = name.trim_matches(['[', ']']).parse::<IpAddr>();
    name.eq_ignore_ascii_case("localhost") || ip.is_ok_and(|ip| ip.is_loopback())
}

/// The host part of links to the server bound to `ip`, which was given as `host`. The
/// unspecified address (0.0.0.0, ::) is replaced: a link cannot contain it.
pub(super) fn host_of_link(host: &str, ip: IpAddr) -> String {
    let ip = if ip.is_unspecified() { own_address(ip) } else { ip };
    match ip {
        IpAddr::V6(ip) => format!("[{ip}]"),
        IpAddr::V4(ip) => match host.parse::<IpAddr>() {
            Ok(_) => ip.to_string(),
            Err(_) => host.to_owned(),
        },
    }
}

/// The source address of this machine for outgoing connections, of the same family as
/// `unspecified`; the loopback address if there is no route. No packet is sent.
fn own_address(unspecified: IpAddr) -> IpAddr {
    // Addresses reserved for documentation (RFC 5737, RFC 3849).
    let (remote, loopback): (IpAddr, IpAddr) = match unspecified {
        IpAddr::V4(_) => (Ipv4Addr::new(192, 0, 2, 1).into(), Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(_) => {
            (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1).into(), Ipv6Addr::LOCALHOST.into())
        }
    };
    let local = UdpSocket::bind((unspecified, 0)).and_then(|socket| {
        socket.connect((remote, 9))?;
        socket.local_addr()
    });
    local.map_or(loopback, |address| address.ip())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reachable_prefers_external_addresses() {
        let address = |text: &str| text.parse::<SocketAddr>().expect("an address");
        let (local, external) = (address("127.0.1.1:80"), address("192.168.0.2:80"));
        assert_eq!(reachable([local, external].into_iter()), Some(external));
        assert_eq!(reachable([local].into_iter()), Some(local));
        assert_eq!(reachable(std::iter::empty()), None);
    }

    #[test]
    fn links_contain_a_host_that_can_be_opened() {
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
