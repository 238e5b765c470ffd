// SPDX-License-Identifier: MIT
// lwIP as Tegami's boards need it: IPv4 and IPv6, DHCP, DNS servers, SNTP, outgoing TCP; raw API in one thread.
//
// RAM, in the main: MEM_SIZE for what is sent, PBUF_POOL for what arrives, some 4 KiB of control blocks.
#ifndef TEGAMI_LWIPOPTS_H
#define TEGAMI_LWIPOPTS_H

// --- One loop, no operating system ---------------------------------------------------------------------------------
#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_SOCKET 0
#define LWIP_NETCONN 0
#define LWIP_TIMERS 1
#define LWIP_SINGLE_NETIF 0

// --- Memory --------------------------------------------------------------------------------------------------------
#define MEM_ALIGNMENT __SIZEOF_POINTER__
// One stream with a full send buffer, and 3 KiB that streams leave to acknowledgements and look-ups (lwip_stream.cpp).
// More streams share it.
#define MEM_SIZE (16 * 1024)
#define PBUF_POOL_SIZE 8  // two full receive windows and two frames more
#define PBUF_POOL_BUFSIZE 1536
#define MEMP_NUM_PBUF 16
#define MEMP_NUM_TCP_PCB 8  // kTcpStreamsMax, and as many in TIME_WAIT (lwIP takes the oldest of those when short)
#define MEMP_NUM_TCP_PCB_LISTEN 1
#define MEMP_NUM_TCP_SEG 40
#define MEMP_NUM_UDP_PCB 7  // DHCP, one look-up a stream and one for the time server, SNTP
#define MEMP_NUM_ARP_QUEUE 4
#define MEMP_NUM_ND6_QUEUE 4

// --- TCP -----------------------------------------------------------------------------------------------------------
#define TCP_MSS 1460
// Two streams that receive at once fill the LAN9118's receive FIFO, 10,560 octets, and no more: QEMU's model drops the
// rest in silence, and the peer notices after a second. 44 KB/s at a round trip of 100 ms.
#define TCP_WND (3 * TCP_MSS)
#define TCP_SND_BUF (8 * TCP_MSS)
#define TCP_SND_QUEUELEN 32
#define TCP_QUEUE_OOSEQ 0
#define TCP_LISTEN_BACKLOG 0
#define LWIP_TCP_SACK_OUT 0
// RFC 6528 asks for sequence numbers that cannot be guessed.
#define LWIP_HOOK_FILENAME "tegami_lwip_hooks.h"
#define LWIP_HOOK_TCP_ISN(local_ip, local_port, remote_ip, remote_port) tegami_lwip_random()

// --- Addresses -----------------------------------------------------------------------------------------------------
#define LWIP_IPV4 1
#define LWIP_IPV6 1
#define LWIP_ARP 1
#define LWIP_ETHERNET 1
#define ETHARP_TABLE_MATCH_NETIF 1
#define LWIP_ICMP 1
#define LWIP_RAW 1  // unreachable_watch.h
#define MEMP_NUM_RAW_PCB 2
#define LWIP_IGMP 0
#define IP_REASSEMBLY 0
#define IP_FRAG 0
#define LWIP_IPV6_FRAG 0
#define LWIP_IPV6_REASS 0
#define LWIP_IPV6_AUTOCONFIG 1
#define LWIP_IPV6_MLD 1
#define LWIP_IPV6_NUM_ADDRESSES 4
#define LWIP_ND6_NUM_NEIGHBORS 6
#define LWIP_ND6_NUM_DESTINATIONS 6
#define LWIP_ND6_RDNSS_MAX_DNS_SERVERS 2
#define LWIP_DHCP 1
#define LWIP_DHCP_DOES_ACD_CHECK 0  // it would delay every boot by 6 s
#define LWIP_AUTOIP 0
#define LWIP_ACD 0
#define LWIP_DHCP_GET_NTP_SRV 1
#define LWIP_DHCP_MAX_NTP_SERVERS 1
#define LWIP_NETIF_HOSTNAME 1
#define LWIP_NETIF_STATUS_CALLBACK 0
#define LWIP_NETIF_LINK_CALLBACK 0
#define LWIP_NETIF_LOOPBACK 0
#define LWIP_HAVE_LOOPIF 0

// --- DNS -----------------------------------------------------------------------------------------------------------
// lwIP's own resolver keeps one address of a name and is not linked: hal/shared/lwip/lwip_glue.cpp has what the rest of
// lwIP calls of it, a place for the servers that DHCP (2) and RDNSS (2) gave.
#define LWIP_DNS 1
#define LWIP_DHCP_MAX_DNS_SERVERS 2
#define DNS_MAX_SERVERS 4

// --- Nothing to look at --------------------------------------------------------------------------------------------
#define LWIP_STATS 1
#define MEM_STATS 1  // how full the heap is decides how much a stream takes
#define LINK_STATS 0
#define ETHARP_STATS 0
#define IP_STATS 0
#define IPFRAG_STATS 0
#define ICMP_STATS 0
#define IGMP_STATS 0
#define UDP_STATS 0
#define TCP_STATS 0
#define MEMP_STATS 0
#define SYS_STATS 0
#define IP6_STATS 0
#define ICMP6_STATS 0
#define IP6_FRAG_STATS 0
#define MLD6_STATS 0
#define ND6_STATS 0
#define LWIP_NOASSERT 1
#define LWIP_PERF 0

#endif
