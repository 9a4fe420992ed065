// SPDX-License-Identifier: BSL-1.0
// A transport over a pipe of the system.
#include "message_pipe.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "platform/channel.hpp"
#include "platform/wait.hpp"
#include "raise.hpp"

namespace multiprocessing::detail {
namespace {

struct CellHeader {
  std::uint32_t serial;  // of the message
  std::uint8_t magic;
  std::uint8_t first;  // 1 in the first cell of a message
  std::uint8_t batch;  // how many cells follow in the same batch, in the first cell of the batch; 0 in others
  std::uint8_t unused;
};

constexpr std::size_t cell_bytes = 128;
constexpr std::size_t payload_bytes = cell_bytes - sizeof(CellHeader);
constexpr std::size_t largest_batch = 4096 / cell_bytes;
constexpr std::uint8_t cell_magic = 0xC3;

struct Cell {
  CellHeader header;
  std::array<std::byte, payload_bytes> payload;
};
static_assert(sizeof(Cell) == cell_bytes);
static_assert(std::is_trivially_copyable_v<Cell>);

void read_cells(platform::native_handle from, std::span<Cell> cells) {
  auto rest = std::as_writable_bytes(cells);
  while (!rest.empty()) {
    const auto count = checked(platform::read_some(from, rest));
    if (count == 0) throw EOFError();
    rest = rest.subspan(count);
  }
}

void write_cells(platform::native_handle to, std::span<const Cell> cells) {
  auto rest = std::as_bytes(cells);
  while (!rest.empty()) rest = rest.subspan(checked(platform::write_some(to, rest)));
}

bool add(MessageAssembly& assembly, const Cell& cell) {
  if (cell.header.magic != cell_magic) {
    raise_os(std::errc::io_error, "the pipe of a queue holds something that no queue has written");
  }
  std::span<const std::byte> payload = cell.payload;
  if (cell.header.first != 0) {
    std::uint64_t total = 0;
    std::memcpy(&total, payload.data(), sizeof total);
    payload = payload.subspan(sizeof total);
    assembly.begin(cell.header.serial, total);
  }
  return assembly.add(cell.header.serial, payload);
}

std::size_t batch_limit() {
  return std::clamp<std::size_t>(platform::atomic_write_bytes() / cell_bytes, 1, largest_batch);
}

}  // namespace

std::shared_ptr<MessagePipe> MessagePipe::make() {
  auto ends = checked(platform::make_pipe());
  return std::make_shared<MessagePipe>(TransportParts::make(std::move(ends.reader), std::move(ends.writer)));
}

bool MessagePipe::wait_for_piece(platform::native_handle reader, const platform::deadline& until) {
  const platform::native_handle handles[] = {reader};
  return !checked(platform::wait_any(handles, until)).empty();
}

void MessagePipe::send(platform::native_handle writer, std::uint32_t serial, std::span<const std::byte> message) {
  const std::uint64_t total = message.size();
  const auto limit = batch_limit();
  std::array<Cell, largest_batch> cells;
  bool first = true;
  do {
    std::size_t count = 0;
    for (; count < limit && (first || !message.empty()); ++count) {
      auto& cell = cells[count];
      cell.header = {serial, cell_magic, static_cast<std::uint8_t>(first ? 1 : 0), 0, 0};
      std::span<std::byte> payload = cell.payload;
      if (first) {
        std::memcpy(payload.data(), &total, sizeof total);
        payload = payload.subspan(sizeof total);
      }
      const auto part = message.first(std::min(payload.size(), message.size()));
      std::copy(part.begin(), part.end(), payload.begin());
      std::fill(payload.begin() + static_cast<std::ptrdiff_t>(part.size()), payload.end(), std::byte{0});
      message = message.subspan(part.size());
      first = false;
    }
    cells[0].header.batch = static_cast<std::uint8_t>(count - 1);
    write_cells(writer, std::span(cells).first(count));
    count_piece();
  } while (!message.empty());
}

bool MessagePipe::receive(platform::native_handle reader, MessageAssembly& assembly, Claim& claim) {
  std::array<Cell, largest_batch> cells;
  claim.begin();  // what has been read from a pipe is gone for all others
  read_cells(reader, std::span(cells).first(1));
  bool complete = add(assembly, cells[0]);
  const auto more = std::span(cells).subspan(1, std::min<std::size_t>(cells[0].header.batch, largest_batch - 1));
  read_cells(reader, more);
  for (const auto& cell : more) complete = add(assembly, cell);
  return complete;
}

}  // namespace multiprocessing::detail
