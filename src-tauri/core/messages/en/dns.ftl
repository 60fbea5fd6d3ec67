## Looking a host name up in the DNS

dns-found = This PC finds { $host }. Compare the addresses with those of your Exchange server or its load balancer.
dns-not-found = This PC finds no address for { $host }. The record may be missing, or only DNS servers inside or outside your network know it. A new record can take an hour to reach every DNS server.
dns-no-answer = The DNS server didn't respond within { $seconds } seconds when this PC looked up { $host }. Check that this PC is connected to the network, and try again.
dns-simulated-found = The DNS of the simulated organization responded. Crosstrust queried no network.
dns-simulated-not-found = The simulated organization has no record for { $host }. Crosstrust queried no network.

# In the journal
dns-journal-found = { $count ->
        [one] DNS lookup from this PC: 1 address
       *[other] DNS lookup from this PC: { $count } addresses
    }
dns-journal-not-found = DNS lookup from this PC: no address
dns-journal-no-answer = DNS lookup from this PC: no response in time
dns-journal-simulated-found = { $count ->
        [one] DNS lookup in the simulated organization: 1 address
       *[other] DNS lookup in the simulated organization: { $count } addresses
    }
dns-journal-simulated-not-found = DNS lookup in the simulated organization: no address
dns-journal-simulated-no-answer = DNS lookup in the simulated organization: no response in time
