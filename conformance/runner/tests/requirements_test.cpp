// SPDX-License-Identifier: BSL-1.0
// The catalogue: what it reads, and that each mistake names its file.
#include "requirements.hpp"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "text.hpp"

using namespace procport::runner;
namespace fs = std::filesystem;

namespace {

struct Folder {
  fs::path path = fs::temp_directory_path() / ("pp-requirements-" + random_word(8));
  Folder() { fs::create_directory(path); }
  ~Folder() { fs::remove_all(path); }
  void write(const std::string& name, const std::string& text) const { std::ofstream(path / name) << text; }
};

std::string entry(const std::string& id, const std::string& more = "", const std::string& level = "core") {
  return "[[requirement]]\nid = \"" + id + "\"\ntext = \"t\"\nlevel = \"" + level + "\"\nsource = \"s\"\n" + more +
         "\n";
}

const std::string head = "area = \"queue\"\ntitle = \"Queues\"\n";

void refuses(const Folder& folder, const std::string& file, const std::string& part) {
  try {
    (void)Catalogue::load(folder.path);
    BOOST_ERROR("accepted; wanted: " << part);
  } catch (const Refusal& refusal) {
    BOOST_TEST(refusal.code == 9);
    BOOST_TEST(refusal.message.find((folder.path / file).string()) != std::string::npos, refusal.message);
    BOOST_TEST(refusal.message.find(part) != std::string::npos, refusal.message << " does not hold: " << part);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(requirements)

BOOST_AUTO_TEST_CASE(a_right_catalogue) {
  const Folder folder;
  folder.write("a.toml", head + entry("A") + entry("B", "depends_on = [\"A\"]") + entry("C", "depends_on = [\"B\"]"));
  folder.write("b.toml", "area = \"lock\"\n" + entry("D", "untested = \"no way\"", "open"));
  folder.write("notes.txt", "this is not read");
  const auto catalogue = Catalogue::load(folder.path);
  BOOST_TEST(catalogue.all().size() == 4U);
  BOOST_TEST(catalogue.depth("A") == 0U);
  BOOST_TEST(catalogue.depth("C") == 2U);
  BOOST_TEST(join(catalogue.builds_on("C"), " ") == "A B");
  BOOST_TEST(catalogue.find("D")->area == "lock");
  BOOST_TEST(catalogue.find("D")->untested.value() == "no way");
}

BOOST_AUTO_TEST_CASE(mistakes) {
  const struct {
    const char* text;
    const char* part;
  } rows[] = {
      {"area = ", "line 1"},
      {"[[requirement]]\nid = \"A\"\n", "'area'"},
      {"area = \"x\"\n[[requirement]]\nid = \"A\"\nlevel = \"core\"\nsource = \"s\"\n", "'text'"},
      {"area = \"x\"\n[[requirement]]\ntext = \"A\"\n", "line 2"},
      {"area = \"x\"\n[[requirement]]\nid = \"A\"\ntext = \"t\"\nlevel = \"vital\"\nsource = \"s\"\n", "'vital'"},
      {"area = \"x\"\n[[requirement]]\nid = \"A\"\ntext = \"t\"\nlevel = \"core\"\nsource = \"s\"\ndepend_on = []\n",
       "'depend_on'"},
  };
  for (const auto& row : rows) {
    const Folder folder;
    folder.write("x.toml", row.text);
    refuses(folder, "x.toml", row.part);
  }
}

BOOST_AUTO_TEST_CASE(duplicates_name_both_files) {
  const Folder folder;
  folder.write("a.toml", head + entry("A"));
  folder.write("b.toml", head + entry("A"));
  refuses(folder, "b.toml", "a.toml");
}

BOOST_AUTO_TEST_CASE(unknown_dependency) {
  const Folder folder;
  folder.write("a.toml", head + entry("QUEUE-GET") + entry("B", "depends_on = [\"QUEUE-GOT\"]"));
  refuses(folder, "a.toml", "did you mean QUEUE-GET?");
}

BOOST_AUTO_TEST_CASE(circle) {
  const Folder folder;
  folder.write("a.toml", head + entry("A", "depends_on = [\"B\"]") + entry("B", "depends_on = [\"A\"]"));
  refuses(folder, "a.toml", "depends on itself");
}

BOOST_AUTO_TEST_CASE(missing_folder) { BOOST_CHECK_THROW((void)Catalogue::load("/no/such/folder"), Refusal); }

BOOST_AUTO_TEST_CASE(case_names_an_unknown_requirement) {
  const Folder folder;
  folder.write("a.toml", head + entry("QUEUE-GET"));
  Case info;
  info.id = "q";
  info.requirements = {"QUEUE-GOT"};
  info.source = {"cases/q.cpp", 7};
  try {
    Catalogue::load(folder.path).check_cases({info});
    BOOST_ERROR("accepted");
  } catch (const Refusal& refusal) {
    BOOST_TEST(refusal.message.find("cases/q.cpp:7") != std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
