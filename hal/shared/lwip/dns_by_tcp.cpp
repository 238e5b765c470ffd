// SPDX-License-Identifier: MIT
#include "shared/lwip/dns_by_tcp.h"

#include <array>

#include "shared/lwip/received_octets.h"

namespace tegami {

void DnsByTcp::Start(const ip_addr_t& server, uint16_t port, const DnsQuestion& question) {
  Stop();
  question_ = question;
  progress_ = Progress::kDone;
  connection_ = tcp_new_ip_type(IP_GET_TYPE(&server));
  if (connection_ == nullptr) return;
  tcp_arg(connection_, this);
  tcp_recv(connection_, OnReceived);
  tcp_err(connection_, OnError);
  if (tcp_connect(connection_, &server, port, OnConnected) == ERR_OK) progress_ = Progress::kRunning;
}

void DnsByTcp::Stop() {
  if (received_ != nullptr) pbuf_free(received_);
  received_ = nullptr;
  if (connection_ != nullptr) {
    tcp_arg(connection_, nullptr);
    tcp_recv(connection_, nullptr);
    tcp_err(connection_, nullptr);
    tcp_abort(connection_);
  }
  connection_ = nullptr;
  progress_ = Progress::kIdle;
}

err_t DnsByTcp::OnConnected(void* self, tcp_pcb* connection, err_t) {
  auto& exchange = *static_cast<DnsByTcp*>(self);
  // Two octets of length, then the message. lwIP sends it when it has dealt with the segment that brought us here.
  std::array<uint8_t, 2 + kDnsQueryMaxBytes> query;
  const auto size = static_cast<u16_t>(WriteDnsQuery(exchange.question_, Bytes(query).subspan(2)).value_or(0));
  query[0] = static_cast<uint8_t>(size >> 8);
  query[1] = static_cast<uint8_t>(size);
  const bool sent =
      size != 0 && tcp_write(connection, query.data(), static_cast<u16_t>(2 + size), TCP_WRITE_FLAG_COPY) == ERR_OK;
  if (!sent) exchange.progress_ = Progress::kDone;
  return ERR_OK;
}

err_t DnsByTcp::OnReceived(void* self, tcp_pcb* connection, pbuf* data, err_t) {
  auto& exchange = *static_cast<DnsByTcp*>(self);
  if (data != nullptr) {
    tcp_recved(connection, data->tot_len);
    exchange.received_ = AppendReceived(exchange.received_, data);
  }
  if (data == nullptr || exchange.Complete()) exchange.progress_ = Progress::kDone;
  return ERR_OK;
}

void DnsByTcp::OnError(void* self, err_t) {
  auto& exchange = *static_cast<DnsByTcp*>(self);
  exchange.connection_ = nullptr;  // lwIP has freed it
  exchange.progress_ = Progress::kDone;
}

bool DnsByTcp::Complete() const {
  if (received_->tot_len < 2) return false;
  const size_t size = (size_t{pbuf_get_at(received_, 0)} << 8) | pbuf_get_at(received_, 1);
  return received_->tot_len >= 2 + std::min(size, kDnsTcpAnswerMaxBytes);
}

size_t DnsByTcp::Take(Bytes into) {
  if (received_ == nullptr || received_->tot_len <= 2) return 0;
  return pbuf_copy_partial(received_, into.data(), static_cast<u16_t>(into.size()), 2);
}

}  // namespace tegami
