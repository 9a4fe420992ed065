// SPDX-License-Identifier: BSL-1.0
// The tables of words and profiles.
#include "common/profiles.hpp"

#include <algorithm>
#include <array>

namespace multiprocessing::platform {
namespace {

using words = std::string_view;

constexpr std::array semaphore_words{words("futex"), words("sem-open"), words("pipe-token")};
constexpr std::array memory_words{words("memfd"), words("shm-open"), words("mapped-file")};
constexpr std::array exit_words{words("pidfd"), words("exit-pipe")};
constexpr std::array address_words{words("futex"), words("polled")};

constexpr std::array vocabulary{
    vocabulary_entry{"semaphore", semaphore_words},
    vocabulary_entry{"memory", memory_words},
    vocabulary_entry{"exit", exit_words},
    vocabulary_entry{"address", address_words},
};

constexpr std::array sem_open{words("sem-open")};
constexpr std::array pipe_token{words("pipe-token")};
constexpr std::array shm_open{words("shm-open")};
constexpr std::array mapped_file{words("mapped-file")};
constexpr std::array exit_pipe{words("exit-pipe")};
constexpr std::array polled{words("polled")};

constexpr std::array classic{
    preference{"semaphore", sem_open},
    preference{"memory", shm_open},
    preference{"exit", exit_pipe},
    preference{"address", polled},
};
constexpr std::array fallback{
    preference{"semaphore", pipe_token},
    preference{"memory", mapped_file},
    preference{"exit", exit_pipe},
    preference{"address", polled},
};

constexpr std::array all_profiles{
    profile{
        "classic",
        "the model as it was published: named semaphores, named memory and pipes, which every full POSIX system has",
        classic},
    profile{"native", "what the target does best: the order in which its family lists the strategies", {}},
    profile{"fallback", "what is left where named semaphores, anonymous memory and waiting on words are all missing",
            fallback},
};

}  // namespace

std::span<const vocabulary_entry> strategy_vocabulary() { return vocabulary; }

const vocabulary_entry* find_vocabulary(std::string_view primitive) {
  const auto found = std::ranges::find(vocabulary, primitive, &vocabulary_entry::primitive);
  return found == vocabulary.end() ? nullptr : &*found;
}

std::span<const profile> profiles() { return all_profiles; }

const profile* find_profile(std::string_view name) {
  const auto found = std::ranges::find(all_profiles, name, &profile::name);
  return found == all_profiles.end() ? nullptr : &*found;
}

const profile& default_profile() { return *find_profile("native"); }

}  // namespace multiprocessing::platform
