//! A line between AWS and a network on premises: a virtual interface or a VPN connection.

use super::stage::{Next, Stage};
use super::traveller::{MTU_INTERNET, Traveller};
use super::witness::Witness;
use crate::trace::{About, Code, Reason};
use crate::world::direct_connect::{InterfaceEnd, VirtualInterface};
use crate::world::on_premises::Uplink;
use crate::world::vpn::{TUNNEL_RATE, VpnConnection, VpnEnd};
use crate::world::{Id, World};

/// A packet goes from AWS to a network on premises.
pub(super) fn go_out<W: Witness>(traveller: &mut Traveller<'_, W>, line: Uplink) -> Next {
    pass(traveller, line)?;
    Next::Continue(Stage::PremisesIn(traveller.world.premises_of(line), line))
}

/// A packet comes from a network on premises to AWS.
pub(super) fn come_in<W: Witness>(traveller: &mut Traveller<'_, W>, line: Uplink) -> Next {
    pass(traveller, line)?;
    let world = traveller.world;
    if let Uplink::Vpn(id) = line {
        let hole = black_hole(world, id);
        if let Some((way, _)) = traveller.on_the_way() {
            way.black_hole = way.black_hole.or(hole);
        }
    }
    Next::Continue(match line {
        Uplink::VirtualInterface(id) => match world.virtual_interfaces[id].to {
            InterfaceEnd::VpnGateway(gateway) => Stage::VpnGatewayIn(gateway),
            InterfaceEnd::DirectConnectGateway(gateway) => Stage::DirectConnectGatewayIn(gateway),
            InterfaceEnd::Public(_) => return among_public(traveller, id),
        },
        Uplink::Vpn(id) => match world.vpn_connections[id].to {
            VpnEnd::VpnGateway(gateway) => Stage::VpnGatewayIn(gateway),
            VpnEnd::TransitGateway(attachment) => Stage::TransitGateway(attachment, None),
        },
    })
}

/// Whether the line carries the packet, and what it carries.
///
/// A cut line swallows everything until its ends have noticed (DX-10).
fn pass<W: Witness>(
    traveller: &mut Traveller<'_, W>,
    line: Uplink,
) -> std::ops::ControlFlow<super::stage::Ending> {
    let world = traveller.world;
    if !world.is_line_up(line) {
        return traveller.stop(Code::LinkDown, About::Place(line.place()));
    }
    if let Some((way, _)) = traveller.on_the_way() {
        match line {
            Uplink::VirtualInterface(id) => {
                way.mtu = way.mtu.min(world.effective_mtu(id));
                way.rate = way.rate.min(world.virtual_interfaces[id].bandwidth);
            }
            Uplink::Vpn(id) => {
                way.mtu = way.mtu.min(world.vpn_connections[id].mtu);
                way.rate = way.rate.min(TUNNEL_RATE);
            }
        }
    }
    std::ops::ControlFlow::Continue(())
}

/// Why full-size packets from on premises vanish before a tunnel without anybody being told: nobody
/// clamps what the ends may send, and the messages that would tell them are filtered (TCP-21). A
/// Transit Gateway clamps by itself (TGW-09).
///
/// SIMPLIFIED: what AWS sends through a tunnel is always small enough: the messages that say so
/// never leave AWS.
fn black_hole(world: &World, id: Id<VpnConnection>) -> Option<Reason> {
    let vpn = &world.vpn_connections[id];
    let clamps = match vpn.to {
        VpnEnd::VpnGateway(_) => vpn.clamps_mss,
        VpnEnd::TransitGateway(_) => true,
    };
    let tells = clamps || world.on_premises[vpn.on_premises].passes_icmp;
    let about = About::Place(Uplink::Vpn(id).place());
    (!tells && vpn.mtu < MTU_INTERNET).then(|| Reason::new(Code::PathMtuBlackHole, about))
}

/// Behind a public virtual interface lies all that has a public address in AWS, in every Region,
/// and nothing else: not the internet (DX-03).
fn among_public<W: Witness>(traveller: &mut Traveller<'_, W>, id: Id<VirtualInterface>) -> Next {
    let world = traveller.world;
    let to = traveller.packet.destination;
    if let Some(region) = world.s3_region_at(to) {
        return Next::Continue(Stage::S3Receives(region));
    }
    if world.is_s3_global(to) {
        return Next::Continue(Stage::S3GlobalReceives);
    }
    let gateway = world.public_addresses.get(&to).and_then(|interface| {
        let vpc = world.vpc_of(world.interfaces[*interface].subnet);
        world.vpcs[vpc].internet_gateway
    });
    if let Some(gateway) = gateway {
        Next::Continue(Stage::InternetGatewayIn(gateway))
    } else {
        let place = About::Place(Uplink::VirtualInterface(id).place());
        traveller.stop(Code::DxPublicOnlyAws, place)
    }
}
