//! Tables of routes that routers tell each other, and which of several wins.

use std::net::IpAddr;

use ipnet::IpNet;

use super::range_map::RangeMap;

/// What a route is worth beside another of equal length; earlier ones win (TGW-02, RTE-03, DX-11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// Somebody wrote it.
    Static,
    /// A VPC told it.
    Vpc,
    /// Direct Connect, with the community for high local preference.
    DirectConnectHigh,
    /// Direct Connect, with medium local preference or none said.
    DirectConnect,
    /// Direct Connect, with low local preference.
    DirectConnectLow,
    /// The static routes of a VPN connection.
    VpnStatic,
    /// BGP over a VPN connection.
    VpnBgp,
}

/// One route of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LearntRoute<T> {
    /// Which addresses it is for.
    pub range: IpNet,
    /// Where it leads.
    pub to: T,
    /// What it is worth.
    pub rank: Rank,
}

/// Routes in the order they win: the longest prefix first, then by rank, then as they came.
#[derive(Debug, Clone)]
pub struct LearntTable<T> {
    routes: Vec<LearntRoute<T>>,
    winners: RangeMap<usize>,
}

impl<T> Default for LearntTable<T> {
    fn default() -> Self {
        Self {
            routes: Vec::new(),
            winners: RangeMap::default(),
        }
    }
}

impl<T: Copy> LearntTable<T> {
    /// A table of these routes.
    ///
    /// ```
    /// use vpcsim::world::learnt::{LearntRoute, LearntTable, Rank};
    /// let route = |range: &str, to, rank| LearntRoute { range: range.parse().unwrap(), to, rank };
    /// let table = LearntTable::new(vec![
    ///     route("192.168.0.0/16", "vpn", Rank::VpnStatic),
    ///     route("192.168.0.0/16", "dx", Rank::DirectConnect),
    ///     route("192.168.7.0/24", "vpn", Rank::VpnBgp),
    /// ]);
    /// for (address, to) in [("192.168.0.1", Some("dx")), ("192.168.7.1", Some("vpn")), ("10.0.0.1", None)] {
    ///     let found = table.route_for(address.parse().unwrap());
    ///     assert_eq!(found.map(|route| route.to), to, "RTE-01, RTE-03");
    /// }
    /// ```
    pub fn new(mut routes: Vec<LearntRoute<T>>) -> Self {
        routes.sort_by_key(|route| (u8::MAX - route.range.prefix_len(), route.rank));
        let winners = RangeMap::new(routes.iter().map(|route| route.range).zip(0..));
        Self { routes, winners }
    }

    /// The route that wins for `address`.
    pub fn route_for(&self, address: IpAddr) -> Option<&LearntRoute<T>> {
        self.position_for(address).map(|found| &self.routes[found])
    }

    /// The position among [`Self::routes`] of the route that wins for `address`.
    pub fn position_for(&self, address: IpAddr) -> Option<usize> {
        self.winners.at(address)
    }

    /// Every route that matches `address`, the winner first, with its position.
    pub fn candidates_for(
        &self,
        address: IpAddr,
    ) -> impl Iterator<Item = (usize, &LearntRoute<T>)> {
        self.routes
            .iter()
            .enumerate()
            .filter(move |(_, route)| route.range.contains(&address))
    }

    /// All routes, in the order they win.
    pub fn routes(&self) -> &[LearntRoute<T>] {
        &self.routes
    }
}
