// SPDX-License-Identifier: BSL-1.0
// What the library tells people while it works. No lock anywhere: a child may be forked at any moment.
#include "multiprocessing/log.hpp"

#include <atomic>
#include <cstdio>

#include "this_process.hpp"

namespace multiprocessing {
namespace {

/// Handlers are only ever added, each in front of those before.
struct Node {
  LogHandler handler;
  const Node* next;
};

std::atomic<LogLevel> current_level{LogLevel::warning};
std::atomic<bool> writes_to_stderr{false};
std::atomic<const Node*> handlers{nullptr};

void write_line(const LogRecord& record) { std::fputs((record.line() + '\n').c_str(), stderr); }

}  // namespace

std::string to_string(LogLevel level) {
  switch (level) {
    case LogLevel::subdebug:
      return "SUBDEBUG";
    case LogLevel::debug:
      return "DEBUG";
    case LogLevel::info:
      return "INFO";
    case LogLevel::subwarning:
      return "SUBWARNING";
    case LogLevel::warning:
      return "WARNING";
    case LogLevel::error:
      return "ERROR";
    case LogLevel::critical:
      return "CRITICAL";
  }
  return "Level " + std::to_string(static_cast<int>(level));
}

std::string LogRecord::line() const { return "[" + to_string(level) + "/" + process_name + "] " + message; }

LogLevel Logger::level() const noexcept { return current_level; }
void Logger::set_level(LogLevel level) noexcept { current_level = level; }

void Logger::log(LogLevel level, std::string_view message) {
  if (!enabled_for(level)) return;
  const LogRecord record{level, detail::name_of_this_process(), std::string(message)};
  const Node* node = handlers;
  if (writes_to_stderr || (node == nullptr && level >= LogLevel::warning)) write_line(record);
  for (; node != nullptr; node = node->next) {
    try {
      node->handler(record);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "procport: a log handler failed: %s\n", error.what());
    }
  }
}

void Logger::add_handler(LogHandler handler) {
  auto* const node = new Node{std::move(handler), handlers};
  while (!handlers.compare_exchange_weak(node->next, node)) continue;
}

Logger& get_logger() {
  static Logger logger;
  return logger;
}

Logger& log_to_stderr(std::optional<LogLevel> level) {
  writes_to_stderr = true;
  if (level) get_logger().set_level(*level);
  return get_logger();
}

detail::LogState detail::log_state() { return {static_cast<int>(current_level.load()), writes_to_stderr}; }

void detail::use_log_state(const LogState& state) {
  current_level = static_cast<LogLevel>(state.level);
  writes_to_stderr = state.to_stderr;
}

}  // namespace multiprocessing
