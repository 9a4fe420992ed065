// SPDX-License-Identifier: BSL-1.0
// The peer of a proof as the process sees it that launched it, and what the two of them share.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "platform/lock.hpp"
#include "platform/process.hpp"
#include "platform/shared_memory.hpp"
#include "platform/wait_on_address.hpp"

namespace multiprocessing::platform {

/// In memory that both have mapped. Zero at first.
struct proof_page {
  std::atomic<std::uint32_t> begun;  // 1 when the peer is about to use what it was given, 2 when it holds or has it
  std::atomic<std::uint32_t> asked;
  std::atomic<std::uint32_t> answered;
  semaphore_memory there;
  semaphore_memory back;
  lock_memory held;
  wait_memory waited;
};

inline constexpr std::uint32_t question = 0x5a17c0deU;
inline constexpr std::uint32_t answer_to_question = 0xedc071a5U;
inline constexpr int rounds_of_proof = 3;

/// How a peer ends. Other codes are those of programs that have not taken part, or of a peer that crashed.
enum class peer_code : int { well = 170, same_address, wrong_bytes, not_mapped, not_attached, not_woken, not_taken, bad_request };

/// When both sides give up.
[[nodiscard]] deadline end_of_proof();

/// What came of a proof.
struct verdict {
  enum class kind { proven, refused, unknown } found;
  std::string why;
};

/// What a peer is asked to do: "semaphore", the numbers and names it needs, and the handles it inherits.
struct peer_request {
  std::string primitive;
  std::vector<std::string> words;
  std::vector<native_handle> inherited;

  void add(const semaphore_transfer& from);
};

/// A launched peer. It is ended with this object at the latest.
class peer_process {
 public:
  static result<peer_process> launch(peer_request request, const shared_memory& page);
  peer_process(peer_process&&) = default;
  peer_process& operator=(peer_process&&) = delete;
  ~peer_process();

  /// Asks `look`, which may wait until the deadline that it gets, until it says yes. False if the peer ended first, or
  /// time ran out.
  [[nodiscard]] bool await(const std::function<bool(const deadline&)>& look);
  result<> kill();
  /// Waits for the peer's own end, and judges by its code.
  [[nodiscard]] verdict end();

 private:
  peer_process(std::unique_ptr<child_process> made, proof_page& page);

  std::unique_ptr<child_process> made_;
  proof_page* page_;
  deadline until_;
};

/// The page at the start of a region.
[[nodiscard]] proof_page& page_of(const shared_memory& region);

/// The peer's side of each proof, given the words of the request.
[[nodiscard]] peer_code play_memory(proof_page& page);
[[nodiscard]] peer_code play_semaphore(const std::vector<std::string>& words, proof_page& page);
[[nodiscard]] peer_code play_lock(const std::vector<std::string>& words, proof_page& page);
[[nodiscard]] peer_code play_address(const std::vector<std::string>& words, proof_page& page);

/// This process's side.
[[nodiscard]] verdict prove_memory(const shared_memory_strategy& by);
[[nodiscard]] verdict prove_semaphore(const semaphore_strategy& by);
[[nodiscard]] verdict prove_lock(const lock_strategy& by);
[[nodiscard]] verdict prove_address(const wait_on_address_strategy& by);

}  // namespace multiprocessing::platform
