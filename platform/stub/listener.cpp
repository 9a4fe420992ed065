// SPDX-License-Identifier: BSL-1.0
// Nobody listens.
#include "platform/listener.hpp"

#include "stub/absent.hpp"

namespace multiprocessing::platform {

result<std::unique_ptr<stream_listener>> listen_stream() { return absent("listen_stream"); }

stream_names kind_of_stream_names() noexcept { return stream_names::none; }

result<std::unique_ptr<stream_listener>> listen_stream(const std::string&, int) { return absent("listen_stream"); }

result<handle> connect_stream(const std::string&, const deadline&) { return absent("connect_stream"); }

}  // namespace multiprocessing::platform
