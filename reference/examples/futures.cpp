// SPDX-License-Identifier: BSL-1.0
// Futures: an executor factors numbers, and the answers are used in the order in which they are there, not in that of
// the questions. A question that has no answer throws where the answer is asked for.
#include <cstdint>
#include <iostream>
#include <stdexcept>
#include <vector>

#include "multiprocessing/multiprocessing.hpp"

namespace mp = multiprocessing;

namespace {

using Numbers = std::vector<std::uint64_t>;

Numbers factors(std::uint64_t n) {
  if (n < 2) throw std::domain_error(std::to_string(n) + " has no prime factors");
  Numbers found;
  for (std::uint64_t divisor = 2; divisor * divisor <= n; ++divisor) {
    for (; n % divisor == 0; n /= divisor) found.push_back(divisor);
  }
  if (n > 1) found.push_back(n);
  return found;
}

}  // namespace

int main(int argc, char** argv) {
  mp::freeze_support(argc, argv);
  mp::ProcessPoolExecutor executor;  // its workers start when there is work for them

  std::vector<mp::Future<Numbers>> questions;
  for (const auto n : Numbers{600'851'475'143U, 9'999'999'967U, 1U, 1'234'567'890U}) {
    questions.push_back(executor.submit(factors, n));
  }
  int answers = 0;
  int refusals = 0;
  for (const auto& future : mp::as_completed(questions)) {
    try {
      std::uint64_t product = 1;
      for (const auto factor : future.result()) {
        std::cout << factor << ' ';
        product *= factor;
      }
      std::cout << "= " << product << '\n';
      ++answers;
    } catch (const std::domain_error& error) {  // thrown in another process, and the same here
      std::cout << error.what() << '\n';
      ++refusals;
    }
  }

  // map takes one argument from each range, and reads them no further than there is use for the results.
  std::uint64_t sum = 0;
  for (const auto product : executor.map(
           {}, [](int a, int b) { return a * b; }, std::vector<int>{1, 2, 3}, std::vector<int>{4, 5, 6})) {
    sum += static_cast<std::uint64_t>(product);
  }
  return answers == 3 && refusals == 1 && sum == 32 ? 0 : 1;
}
