// SPDX-License-Identifier: BSL-1.0
// The tables of words and profiles.
#include "common/profiles.hpp"

#include <algorithm>
#include <array>

namespace multiprocessing::platform {
namespace {

using words = std::string_view;

// Every mechanism that some family has. Families without it report it as absent.
constexpr std::array semaphore_words{words("futex"),    words("umtx"), words("os-sync"),    words("sem-init"),
                                     words("sem-open"), words("sysv"), words("pipe-token"), words("polled"),
                                     words("win32")};
constexpr std::array lock_words{words("pid-liveness"), words("pthread-robust"), words("win32-mutex"),
                                words("flock-file"), words("sysv-undo")};
constexpr std::array address_words{words("futex"), words("umtx"),  words("os-sync"),
                                   words("ulock"), words("semaphore-backed"), words("polled")};
constexpr std::array exit_words{words("pidfd"), words("kqueue"), words("exit-pipe"), words("sigchld"),
                                words("win32-handle")};
constexpr std::array memory_words{words("memfd"), words("shm-anon"), words("shm-open"), words("mapped-file"),
                                  words("win32-section")};
constexpr std::array named_memory_words{words("shm-open"), words("mapped-file"), words("win32-section")};
constexpr std::array channel_words{words("pipe"), words("socketpair"), words("af-unix"), words("win32-named-pipe")};
constexpr std::array wait_words{words("poll"), words("epoll"), words("kqueue"), words("win32-wait")};
constexpr std::array launch_words{words("posix-spawn"), words("fork-exec"), words("create-process")};
constexpr std::array hmac_words{words("openssl"), words("af-alg"), words("common-crypto"), words("win32-bcrypt")};

constexpr std::array vocabulary{
    vocabulary_entry{"semaphore", semaphore_words}, vocabulary_entry{"lock", lock_words},
    vocabulary_entry{"address", address_words},     vocabulary_entry{"exit", exit_words},
    vocabulary_entry{"memory", memory_words}, vocabulary_entry{"named-memory", named_memory_words},       vocabulary_entry{"channel", channel_words},
    vocabulary_entry{"wait", wait_words},           vocabulary_entry{"launch", launch_words},
    vocabulary_entry{"hmac", hmac_words},
};

// classic: one word for POSIX and one for Windows stand side by side, since a target has one of them.
constexpr std::array named_semaphore{words("sem-open"), words("win32")};
constexpr std::array named_memory{words("shm-open"), words("win32-section")};
constexpr std::array classic_exit{words("exit-pipe"), words("win32-handle")};
constexpr std::array classic_address{words("polled")};
constexpr std::array classic_wait{words("poll"), words("win32-wait")};
constexpr std::array classic_launch{words("fork-exec"), words("create-process")};

// fallback: first what needs least of the system.
constexpr std::array poor_semaphore{words("pipe-token"), words("polled")};
constexpr std::array poor_lock{words("pid-liveness"), words("flock-file")};
constexpr std::array poor_address{words("polled")};
constexpr std::array poor_exit{words("exit-pipe")};
constexpr std::array poor_memory{words("mapped-file")};
constexpr std::array poor_channel{words("pipe"), words("af-unix")};
constexpr std::array poor_wait{words("poll")};
constexpr std::array poor_launch{words("fork-exec")};

constexpr std::array classic{
    preference{"semaphore", named_semaphore}, preference{"memory", named_memory}, preference{"named-memory", named_memory}, preference{"exit", classic_exit},
    preference{"address", classic_address},   preference{"wait", classic_wait},   preference{"launch", classic_launch},
};
constexpr std::array fallback{
    preference{"semaphore", poor_semaphore}, preference{"lock", poor_lock},       preference{"address", poor_address},
    preference{"exit", poor_exit},           preference{"memory", poor_memory}, preference{"named-memory", poor_memory},   preference{"channel", poor_channel},
    preference{"wait", poor_wait},           preference{"launch", poor_launch},
};

constexpr std::array all_profiles{
    profile{"classic",
            "the model as it was published: fork and exec, named semaphores, named memory and pipes on POSIX; process "
            "creation with kernel semaphores, sections and handles on Windows",
            classic},
    profile{"native",
            "what the target does best: the order in which its family lists the strategies, kernel objects without "
            "names first, since names run out, are limited in length, and stay when a process is killed",
            {}},
    profile{"fallback",
            "what is left where named semaphores, anonymous memory, stream pairs and waiting on words are all missing: "
            "pipes or a word that is looked at again and again, files, and nothing that the system would have to clean",
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
