// SPDX-License-Identifier: BSL-1.0
// Containers in a shared heap: processes count words into one map, which is there for all of them without a copy.
#include <boost/container/map.hpp>
#include <boost/container/string.hpp>
#include <cstdint>
#include <functional>
#include <iostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "multiprocessing/multiprocessing.hpp"
#include "multiprocessing/shared_heap.hpp"

namespace mp = multiprocessing;

namespace {

using Word = boost::container::basic_string<char, std::char_traits<char>, mp::SharedAllocator<char>>;
using Index =
    boost::container::map<Word, std::uint32_t, std::less<>, mp::SharedAllocator<std::pair<const Word, std::uint32_t>>>;

void count(mp::SharedHeap heap, std::string text) {
  auto& index = *heap.root<Index>();
  std::istringstream words(text);
  for (std::string each; words >> each;) {
    const auto guard = heap.synchronize();
    const Word word(each.begin(), each.end(), heap.get_allocator<char>());
    ++index.try_emplace(word, 0U).first->second;
  }
}

}  // namespace

int main(int argc, char** argv) {
  mp::freeze_support(argc, argv);
  const mp::SharedHeap heap(64 * 1024);
  auto* const index = heap.construct<Index>();
  heap.set_root(index);

  const std::vector<std::string> pages{"to be or not to be", "to have and to hold", "be that as it may"};
  std::vector<mp::Process> readers;
  for (const auto& page : pages) readers.emplace_back(count, heap, page).start();
  for (auto& reader : readers) reader.join();

  for (const auto& [word, times] : *index) std::cout << times << ' ' << word.c_str() << '\n';
  const auto times = [&](const char* word) {
    const auto place = index->find(Word(word, heap.get_allocator<char>()));
    return place == index->end() ? 0U : place->second;
  };
  const bool right = times("to") == 4 && times("be") == 3 && times("may") == 1 && index->size() == 11;
  heap.destroy(index);
  return right ? 0 : 1;
}
