package io.pgwal.replication;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Hosts and ports as libpq has them: one port for all hosts, or one for each. */
record Addresses(List<String> hosts, List<Integer> ports) {

    private static final int DEFAULT_PORT = 5432;

    /**
     * @param hosts separated by commas
     * @param ports separated by commas
     * @throws ReplicationFailure BAD_SETTING
     */
    static Addresses of(String hosts, String ports) {
        List<String> names = new ArrayList<>();
        for (String host : hosts.split(",", -1)) {
            names.add(host.isBlank() ? "localhost" : host(host.strip()));
        }
        List<Integer> numbers = new ArrayList<>();
        for (String port : ports.split(",", -1)) {
            numbers.add(port.isBlank() ? DEFAULT_PORT : port(port.strip()));
        }
        if (numbers.size() == 1) {
            int only = numbers.get(0);
            numbers = names.stream().map(host -> only).toList();
        }
        if (numbers.size() != names.size()) {
            throw ReplicationFailure.badSetting(
                    "port",
                    "has " + numbers.size() + " numbers (" + ports + ") for " + names.size() + " hosts (" + hosts
                            + "): give one for all of them or one for each");
        }
        return new Addresses(names, numbers);
    }

    /** It becomes a part of a URL, and of messages: a password that was put before an @ must not. */
    private static String host(String name) {
        if (name.matches(".*[@?&#].*") || name.indexOf('/') > 0) {
            throw ReplicationFailure.badSetting(
                    "host", "holds more than a name or an address: use username, password, port and database");
        }
        return name;
    }

    private static int port(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= 65535) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw ReplicationFailure.badSetting("port", "is '" + text + "', which is no number");
        }
        throw ReplicationFailure.badSetting("port", "must be from 1 to 65535, is " + text);
    }

    /** As in a JDBC URL. */
    String inUrl() {
        return IntStream.range(0, hosts.size())
                .mapToObj(i -> bracketed(hosts.get(i)) + ":" + ports.get(i))
                .collect(Collectors.joining(","));
    }

    List<InetSocketAddress> sockets() {
        return IntStream.range(0, hosts.size())
                .mapToObj(i -> new InetSocketAddress(hosts.get(i).replaceAll("[\\[\\]]", ""), ports.get(i)))
                .toList();
    }

    /** An IPv6 address stands in brackets in a URL; for the folder of a Unix socket, which Java's driver cannot use, TCP on this machine. */
    private static String bracketed(String host) {
        if (host.startsWith("/")) {
            return "localhost";
        }
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    }
}
