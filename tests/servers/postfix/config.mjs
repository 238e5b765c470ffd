// SPDX-License-Identifier: MIT
// Configuration files of a private Postfix with Dovecot's SASL. Everything lies under `home`; paths are absolute, as
// Postfix fails in silence on relative ones.

export const kPassword = 'secret';
export const kUser = 'scanner@contoso.example';

// One smtpd a port: what it offers and demands beyond main.cf.
export const kVariants = {
  default: [],
  tls12: ['smtpd_tls_mandatory_protocols=TLSv1.2,<=TLSv1.2'],
  tls13: ['smtpd_tls_mandatory_protocols=>=TLSv1.3'],
  exchange_list: ['smtpd_sasl_mechanism_filter=login,xoauth2'],
  no_extensions: ['smtpd_discard_ehlo_keywords=pipelining,chunking,8bitmime,smtputf8,dsn,silent-discard'],
  small_size: ['message_size_limit=35000'],
  oauthbearer: ['smtpd_sasl_mechanism_filter=oauthbearer'],
  tls: ['smtpd_tls_wrappermode=yes'],
  password: ['smtpd_sasl_mechanism_filter=plain,login'],
  // No TLS, no AUTH: for devices that are told to do without.
  open: [
    'smtpd_tls_security_level=none',
    'smtpd_sasl_auth_enable=no',
    'mynetworks=0.0.0.0/0',
    'smtpd_relay_restrictions=permit_mynetworks,reject',
    'smtpd_recipient_restrictions=permit_mynetworks,reject',
  ],
};

// Takes mail only from an address that has logged in by POP3 (pop.mjs).
const kPopBeforeSmtp = [
  'smtpd_tls_security_level=may',
  'smtpd_sasl_auth_enable=no',
  'smtpd_relay_restrictions=check_client_access,$pop_policy,reject',
  'smtpd_recipient_restrictions=check_client_access,$pop_policy,reject',
];
kVariants.pop_before_smtp = kPopBeforeSmtp;
kVariants.pop_before_smtp_tls = [...kPopBeforeSmtp, 'smtpd_tls_wrappermode=yes'];

// Dovecot's ports beside Postfix'.
export const kPopPorts = ['pop3', 'pop3s'];

export const mainCf = (home, address, popPolicyPort) => `compatibility_level = 3.6
queue_directory = ${home}/queue
data_directory = ${home}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = ${home}/postfix.log
maillog_file_prefixes = ${home}
myhostname = mail.contoso.example
mydestination =
mynetworks =
inet_interfaces = ${address}
inet_protocols = ipv4
local_transport = error:no local delivery
alias_maps =
virtual_mailbox_domains = static:all
virtual_mailbox_maps = static:inbox/
virtual_mailbox_base = ${home}/mail
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
virtual_mailbox_limit = 0
mailbox_size_limit = 0
message_size_limit = 157286400
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_sasl_auth_enable = yes
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_tls_chain_files = ${home}/tls/key.pem, ${home}/tls/chain.pem
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
smtpd_peername_lookup = no
pop_policy = tcp:${address}:${popPolicyPort}
smtpd_sasl_authenticated_header = yes
`;

const kServices = `cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`;

// ports: variant -> number.
export const masterCf = (ports, address) =>
  Object.entries(ports)
    .filter(([variant]) => variant in kVariants)
    .map(([variant, port]) =>
      [`${address}:${port} inet n - n - - smtpd`, ...kVariants[variant].map((option) => `  -o ${option}`)].join('\n'),
    )
    .join('\n') + `\n${kServices}`;

export const dovecotConf = (home, ports, address) => `protocols = pop3
ssl = yes
ssl_cert = <${home}/tls/chain.pem
ssl_key = <${home}/tls/key.pem
mail_location = maildir:${home}/pop/%u
log_timestamp = "%s "
base_dir = ${home}/dovecot
state_dir = ${home}/dovecot
log_path = ${home}/dovecot.log
auth_mechanisms = plain login xoauth2 oauthbearer
auth_failure_delay = 0
auth_cache_size = 0
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${home}/etc/oauth2.conf
}
passdb {
  driver = static
  mechanisms = plain login
  args = password=${kPassword}
}
userdb {
  driver = static
  args = uid=65534 gid=65534 home=${home}/mail
}
service auth {
  unix_listener ${home}/queue/private/auth {
    mode = 0660
    user = postfix
    group = postfix
  }
}
service pop3-login {
  inet_listener pop3 {
    address = ${address}
    port = ${ports.pop3}
  }
  inet_listener pop3s {
    address = ${address}
    port = ${ports.pop3s}
    ssl = yes
  }
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
`;

// The identity provider's control interface answers whether a token is good for SMTP (RFC 7662): so a revoked one is
// refused at once, JWT or not.
export const oauth2Conf = (idpControl) => `introspection_mode = post
introspection_url = ${idpControl}/introspect-smtp
force_introspection = yes
active_attribute = active
active_value = true
username_attribute = upn
client_id = mail
client_secret = mail
timeout_msecs = 5000
`;
