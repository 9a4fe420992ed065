// SPDX-License-Identifier: BSL-1.0
// What the library tells people while it works.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace multiprocessing {

/// How much a record matters; Python has the same numbers.
enum class LogLevel : int {
  subdebug = 5,
  debug = 10,
  info = 20,
  subwarning = 25,
  warning = 30,
  error = 40,
  critical = 50
};

/// "WARNING" and the like; "Level 7" for a number between the names.
[[nodiscard]] std::string to_string(LogLevel level);

/// Something that was said, before it is a line.
struct LogRecord {
  LogLevel level;            ///< how much it matters
  std::string process_name;  ///< of the process that said it
  std::string message;       ///< one line of text or several

  /// "[LEVEL/ProcessName] message".
  [[nodiscard]] std::string line() const;
};

/// Called with each record that the level lets through, by the thread that logs.
using LogHandler = std::function<void(const LogRecord&)>;

/// The logger of the library. Its level is `warning` at first; children of every start method begin with that of their
/// parent. A record that no handler takes is written to stderr if it is a warning or worse, and dropped otherwise.
///
/// Threads  Safe to use from several threads at once. A line is written by one call.
/// Fork     A forked child has the handlers of its parent; other children have stderr alone, if their parent had it.
///
/// Promises LOG-LEVEL, LOG-FORMAT, LOG-INHERITED, LOG-LAST-RESORT
/// Source   CPython 3.14 docs, library/multiprocessing, Logging; Lib/multiprocessing/util.py
/// Differs  Records do not name the file that they came from. A record is written once, however often log_to_stderr
///          was called.
class Logger {
 public:
  /// Records below this are dropped.
  [[nodiscard]] LogLevel level() const noexcept;
  /// For this process, and for the children that it starts from now on.
  void set_level(LogLevel level) noexcept;
  /// Whether a record of that level gets through.
  [[nodiscard]] bool enabled_for(LogLevel level) const noexcept { return level >= this->level(); }

  /// Gives the record to all handlers, if the level lets it through. What a handler throws is reported on stderr.
  void log(LogLevel level, std::string_view message);
  ///@{
  /// log() with the level of that name.
  void debug(std::string_view message) { log(LogLevel::debug, message); }
  void info(std::string_view message) { log(LogLevel::info, message); }
  void warning(std::string_view message) { log(LogLevel::warning, message); }
  void error(std::string_view message) { log(LogLevel::error, message); }
  ///@}

  /// The handler stays until the end of the process.
  void add_handler(LogHandler handler);

 private:
  friend Logger& get_logger();
  Logger() = default;
};

/// The logger of this process.
[[nodiscard]] Logger& get_logger();
/// Has the records written to stderr, from a level on if one is given.
Logger& log_to_stderr(std::optional<LogLevel> level = std::nullopt);

}  // namespace multiprocessing
