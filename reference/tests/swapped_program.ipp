// SPDX-License-Identifier: BSL-1.0
// A program that uses the whole API under the name `mp`, whatever that stands for. Included more than once, each time
// in another namespace.

using Texts = mp::Queue<std::string>;

inline void work(mp::Queue<int> numbers, mp::Queue<int> squares, mp::Lock lock, mp::Semaphore tickets, mp::Event go) {
  go.wait();
  for (int number = numbers.get(); number >= 0; number = numbers.get()) {
    if (!tickets.acquire(10min)) mp::exit(3);
    const std::scoped_lock guard(lock);
    squares.put(number * number);
    tickets.release();
  }
  squares.close();
  squares.join_thread();
  mp::exit(5);
}

inline void echo(mp::Connection there, mp::RLock again, mp::SimpleQueue<std::string> log) {
  if (!again.acquire() || !again.acquire()) return;
  again.release();
  again.release();
  for (auto text = there.recv<std::string>(); !text.empty(); text = there.recv<std::string>()) {
    log.put(text);
    there.send(text + "!");
  }
}

inline std::vector<std::string> run_program(const mp::ProcessOptions& options) {
  std::vector<std::string> answers;
  mp::Queue<int> numbers(100);
  mp::Queue<int> squares;
  mp::Lock lock;
  mp::BoundedSemaphore tickets(1);
  mp::Event go;
  std::vector<mp::Process> workers;
  for (int i = 0; i < 2; ++i) workers.emplace_back(options, work, numbers, squares, lock, tickets, go);
  for (auto& worker : workers) worker.start();
  answers.push_back(std::to_string(mp::active_children().size()) + " workers");
  go.set();
  int sum = 0;
  for (int i = 1; i <= 10; ++i) numbers.put(i);
  for (int i = 1; i <= 10; ++i) sum += squares.get(10min);
  answers.push_back("sum " + std::to_string(sum));
  for (std::size_t i = 0; i < workers.size(); ++i) numbers.put(-1);
  for (auto& worker : workers) {
    worker.join();
    answers.push_back("code " + std::to_string(worker.exitcode().value()));
  }
  auto [here, there] = mp::Pipe();
  mp::RLock again;
  mp::SimpleQueue<std::string> log;
  mp::Process echoing(options, echo, there, again, log);
  echoing.start();
  there.close();
  here.send("hello");
  answers.push_back(here.recv<std::string>());
  answers.push_back(log.get());
  here.send("");
  echoing.join();
  try {
    (void)numbers.get(1ms);
  } catch (const mp::Empty&) {
    answers.emplace_back("empty");
  }
  mp::Pool pool(2);
  answers.push_back(std::to_string(pool.map([](int n) { return n * n; }, std::vector<int>{1, 2, 3}).back()));
  answers.push_back(mp::current_process().name());
  return answers;
}

inline std::vector<std::string> expected() {
  return {"2 workers", "sum 385", "code 5", "code 5", "hello!", "hello", "empty", "9", "MainProcess"};
}
