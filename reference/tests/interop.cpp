// SPDX-License-Identifier: BSL-1.0
// One side of a conversation with Python: it listens or connects, and sends back or checks what comes back.
//
//   reference-interop listen ADDRESS KEY [md5]     prints the address, takes one connection, sends everything back
//   reference-interop connect ADDRESS KEY [md5]    sends messages of many lengths, and wants them back
//
// Exit codes: 0 all went well; 3 the other side was not authenticated; 1 anything else.
#include <iostream>

#include "multiprocessing/multiprocessing.hpp"

namespace mp = multiprocessing;

namespace {

void send_everything_back(mp::Connection connection) {
  try {
    while (true) connection.send_bytes(connection.recv_bytes());
  } catch (const mp::EOFError&) {
    // The other side has said all.
  }
}

bool everything_comes_back(mp::Connection connection) {
  for (const std::size_t size : {0U, 1U, 5U, 4095U, 16384U, 16385U, 100'000U, 3'000'000U}) {
    mp::Bytes message(size);
    for (std::size_t place = 0; place < size; ++place) message[place] = static_cast<std::byte>(place * 7 + size);
    connection.send_bytes(message);
    if (connection.recv_bytes() != message) return false;
  }
  return true;
}

int talk(const std::string& role, const mp::Address& address, const mp::AuthenticationKey& key, bool md5) {
  if (role == "listen") {
    mp::ListenerOptions options{.authkey = key};
    options.handshake.allow_legacy_md5 = md5;
    mp::Listener listener(address, options);
    std::cout << listener.address() << std::endl;
    send_everything_back(listener.accept());
    return 0;
  }
  return everything_comes_back(mp::Client(address, {.authkey = key, .allow_legacy_md5 = md5})) ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  mp::freeze_support(argc, argv);
  if (argc < 4) return 1;
  try {
    return talk(argv[1], argv[2], mp::AuthenticationKey(std::string_view(argv[3])), argc > 4);
  } catch (const mp::AuthenticationError& error) {
    std::cerr << error.what() << '\n';
    return 3;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
