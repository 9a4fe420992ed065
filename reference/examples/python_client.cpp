// SPDX-License-Identifier: BSL-1.0
// A Listener of this library, and a client in Python: framing and handshake are those of Python's own module. Messages
// are bytes there and here; what pickle and cereal make of objects, the other one cannot read.
//
//   example-python_client python_client.py      77 if there is no python3 on this machine
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <string>
#include <thread>

#include "multiprocessing/multiprocessing.hpp"

namespace mp = multiprocessing;

namespace {

constexpr int skipped = 77;

std::string text_of(const mp::Bytes& bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

std::size_t words_in(const std::string& text) {
  std::istringstream words(text);
  std::size_t count = 0;
  for (std::string each; words >> each;) ++count;
  return count;
}

/// Answers each line with the number of its words. \returns how many lines there were.
int answer_lines(mp::Connection connection) {
  int lines = 0;
  try {
    for (;; ++lines) {
      const auto count = std::to_string(words_in(text_of(connection.recv_bytes())));
      connection.send_bytes(std::as_bytes(std::span(count)));
    }
  } catch (const mp::EOFError&) {
    return lines;
  }
}

}  // namespace

int main(int argc, char** argv) {
  mp::freeze_support(argc, argv);
  if (argc < 2) return 1;
  if (std::system("python3 -c \"import multiprocessing.connection\"") != 0) return skipped;

  mp::ListenerOptions options{.authkey = mp::AuthenticationKey(std::string_view("a word that both know"))};
  options.handshake.allow_legacy_md5 = true;  // for Python before 3.12
  mp::Listener listener("127.0.0.1:0", options);
  const auto port = std::get<mp::InetAddress>(listener.address().value()).port;
  const std::string command = "python3 \"" + std::string(argv[1]) + "\" " + std::to_string(port);

  int code = -1;
  std::jthread client([&] {
    code = std::system(command.c_str());
    listener.close();
  });
  const auto accepted = listener.accept(std::chrono::seconds(60));
  const int lines = accepted ? answer_lines(*accepted) : 0;
  client.join();
  std::cout << lines << " lines were counted for Python\n";
  return code == 0 && lines == 3 ? 0 : 1;
}
