// SPDX-License-Identifier: BSL-1.0
// The owner-tracked lock as a lock on a temporary file, which the kernel gives back for a process that ends with it.
//
// A lock of flock belongs to an open file description, and descriptions are shared by fork: each process opens its own.
// A forked child puts its own in the place of its parent's before anything else runs in it, since a copy keeps the lock
// of a parent that dies; a child that was not forked by this layer keeps the copy until it uses the lock itself, or
// ends. The file keeps its name as long as the process that made it holds the lock object; that process takes it away,
// and who has not opened the file by then finds ENOENT. It is not fcntl's lock, which closing any descriptor of the
// file would give back, and which does not exclude within a process (POSIX).
//
// Refused: ENOLCK or EOPNOTSUPP by file systems without locks, EROFS or EACCES where TMPDIR cannot be written. Over NFS
// it is a lock of the whole file by fcntl (Linux, flock(2)), which a server that forgets its state gives away.
#include "posix/lock_flock_file.hpp"

#include <sys/file.h>
#include <unistd.h>
#include <atomic>
#include <cerrno>
#include <vector>

#include "common/back_off.hpp"
#include "posix/descriptor.hpp"
#include "posix/fork_state.hpp"
#include "posix/lock_probe.hpp"
#include "posix/named_objects.hpp"
#include "posix/process_held_lock.hpp"
#include "posix/temporary_file.hpp"

namespace multiprocessing::platform {
namespace {

constexpr std::string_view strategy_name = "flock-file";

handle open_again(const std::string& path) {
  return above_standard(retried([&] { return ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW); }));
}

/// This process's description of the file, shared by all its lock objects for the same file.
class lock_file {
 public:
  lock_file(handle opened, std::string path) : opened_(std::move(opened)), path_(std::move(path)), process_(getpid()) {
    keep_from_children(opened_.native());
  }

  [[nodiscard]] bool is(const std::string& path) const { return path_ == path && process_ == getpid(); }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

  result<bool> try_take() {
    if (taken_.exchange(true)) return false;  // by a thread of this process: the kernel would let us in
    if (retried([&] { return ::flock(descriptor(opened_.native()), LOCK_EX | LOCK_NB); }) == 0) return true;
    const int code = errno;
    taken_ = false;
    if (code == EWOULDBLOCK) return false;
    return native_error("flock", code, path_);
  }

  result<> give() {
    if (retried([&] { return ::flock(descriptor(opened_.native()), LOCK_UN); }) != 0)
      return native_error("flock", errno, path_);
    taken_ = false;
    return {};
  }

  /// In a forked child, which has dropped its parent's description. If the file cannot be opened now, whoever uses the
  /// lock here tries again, and hears why.
  void begin_anew() {
    handle own = open_again(path_);
    if (!own) return;
    std::swap(opened_, own);
    keep_from_children(opened_.native());
    process_ = getpid();
    taken_ = false;
  }

 private:
  handle opened_;
  std::string path_;
  pid_t process_;
  std::atomic<bool> taken_{false};
};

std::vector<std::weak_ptr<lock_file>>& known_files() {
  static auto* const table = new std::vector<std::weak_ptr<lock_file>>;
  return *table;
}

/// The one that is known already, or else `opened`. Whatever is let go of here is let go of without the lock, which
/// closing a handle takes too.
std::shared_ptr<lock_file> known_or(const std::string& path, std::shared_ptr<lock_file> opened) {
  std::vector<std::shared_ptr<lock_file>> living;
  const std::lock_guard guard(table_lock());
  std::erase_if(known_files(), [](const auto& known) { return known.expired(); });
  for (const auto& known : known_files()) {
    living.push_back(known.lock());
    if (living.back() && living.back()->is(path)) return living.back();
  }
  if (opened) known_files().push_back(opened);
  return opened;
}

result<std::shared_ptr<lock_file>> open_lock_file(const std::string& path) {
  if (auto known = known_or(path, nullptr)) return known;
  handle opened = open_again(path);
  if (!opened) return native_error("open", errno, path + ", the file of whoever made the lock");
  return known_or(path, std::make_shared<lock_file>(std::move(opened), path));
}

class file_lock final : public process_held_lock {
 public:
  file_lock(lock_memory& memory, std::shared_ptr<lock_file> file, bool made_here)
      : process_held_lock(memory), path_(file->path()), file_(std::move(file)), made_here_(made_here) {}
  ~file_lock() override {
    if (made_here_) unlink_own_name(path_);
  }

  lock_transfer transfer() const override { return {std::string(strategy_name), {{}, path_, {}, 0}}; }

 private:
  result<bool> take(const deadline& until) override {
    const auto file = own_file();
    if (!file) return file.error();
    for (back_off looks;; looks.pause(until)) {
      const auto taken = (*file)->try_take();
      if (!taken || *taken) return taken;
      if (passed(until)) return false;
    }
  }

  result<> give() override {
    const auto file = own_file();
    if (!file) return file.error();
    return (*file)->give();
  }

  /// What a forked child has from its parent is not its own.
  result<std::shared_ptr<lock_file>> own_file() {
    {
      const std::lock_guard guard(table_lock());
      if (file_->is(path_)) return file_;
    }
    auto own = open_lock_file(path_);
    if (!own) return own.error();
    std::shared_ptr<lock_file> former = *own;  // let go of after the lock
    const std::lock_guard guard(table_lock());
    file_.swap(former);
    return file_;
  }

  std::string path_;
  std::shared_ptr<lock_file> file_;
  bool made_here_;  // by this process, or by the one that it was forked from
};

result<std::unique_ptr<lock>> make(lock_memory& memory) {
  auto file = create_temporary_file();
  if (!file) return file.error();
  auto opened = std::make_shared<lock_file>(std::move(file->opened), file->path);
  return {std::make_unique<file_lock>(memory, known_or(file->path, std::move(opened)), true)};
}

result<std::unique_ptr<lock>> attach(const lock_transfer& from, lock_memory& memory) {
  auto file = open_lock_file(from.parts.name);
  if (!file) return file.error();
  return {std::make_unique<file_lock>(memory, *std::move(file), false)};
}

evidence probe() { return probe_lock(make, "flock(LOCK_EX | LOCK_NB) in " + temporary_folder()); }

}  // namespace

void reopen_lock_files() {
  std::vector<std::shared_ptr<lock_file>> living;
  {
    const std::lock_guard guard(table_lock());
    for (const auto& known : known_files()) living.push_back(known.lock());
  }
  for (const auto& file : living) {
    if (file) file->begin_anew();
  }
}

extern const lock_strategy flock_file_lock;
const lock_strategy flock_file_lock{{strategy_name, probe}, lock_releaser::holding_process, make, attach};

}  // namespace multiprocessing::platform
