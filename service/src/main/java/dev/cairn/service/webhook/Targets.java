package dev.cairn.service.webhook;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Which addresses may be called. A study's author must not reach through the service what only the service can reach: this
 * machine, its neighbours, a cloud's metadata.
 */
final class Targets {
    private Targets() {}

    /**
     * The address to connect to. It must be used as it is: the name may lead elsewhere when it is asked again.
     *
     * @throws UnknownHostException if the name leads nowhere
     * @throws ForbiddenTargetException if it leads, also, to an address that may not be called
     */
    static InetAddress resolve(String host, boolean allowPrivate) throws UnknownHostException {
        InetAddress[] addresses = InetAddress.getAllByName(host);
        if (!allowPrivate && !Arrays.stream(addresses).allMatch(Targets::isPublic)) {
            throw new ForbiddenTargetException(host);
        }
        return addresses[0];
    }

    /** Not of this machine, of a link, of a private or shared network, nor reserved. */
    static boolean isPublic(InetAddress address) {
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        return address instanceof Inet6Address ? isPublic6(bytes) : isPublic4(bytes);
    }

    private static boolean isPublic4(byte[] b) {
        int first = b[0] & 0xff;
        int second = b[1] & 0xff;
        boolean isSharedByCarriers = first == 100 && second >= 64 && second < 128;
        boolean isForProtocols = first == 192 && second == 0 && b[2] == 0;
        boolean isForBenchmarks = first == 198 && (second == 18 || second == 19);
        return first != 0 && first < 240 && !isSharedByCarriers && !isForProtocols && !isForBenchmarks;
    }

    /** Global unicast is 2000::/3; of it 2001::/23 and 2002::/16 are tunnels, which may lead to any IPv4 address. */
    private static boolean isPublic6(byte[] b) {
        boolean isGlobal = (b[0] & 0xe0) == 0x20;
        boolean isTunnel = b[0] == 0x20 && (b[1] == 0x02 || b[1] == 0x01 && (b[2] & 0xfe) == 0);
        return isGlobal && !isTunnel;
    }
}
