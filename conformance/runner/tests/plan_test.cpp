// SPDX-License-Identifier: BSL-1.0
// Selection, order, and what blocks what.
#include "plan.hpp"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "text.hpp"

using namespace procport::runner;

namespace {

Host host() {
  Host out;
  out.variants = {
      {"fork-native", "fork", "native"}, {"spawn-native", "spawn", "native"}, {"spawn-classic", "spawn", "classic"}};
  const auto add = [&](const std::string& id, const std::string& shows, std::vector<std::string> methods) {
    Case info;
    info.id = id;
    info.requirements = {shows};
    info.start_methods = std::move(methods);
    out.cases.push_back(std::move(info));
  };
  add("top.one", "TOP", {"fork", "spawn"});
  add("middle.one", "MIDDLE", {"fork", "spawn"});
  add("root.one", "ROOT", {"fork", "spawn"});
  add("root.fork-only", "ROOT", {"fork"});
  add("apart.one", "APART", {});
  return out;
}

Catalogue catalogue() {
  const auto folder = std::filesystem::temp_directory_path() / ("pp-plan-" + random_word(8));
  std::filesystem::create_directory(folder);
  std::ofstream(folder / "a.toml") << R"(area = "a"
requirement = [
  {id = "TOP", text = "t", level = "extended", source = "s", depends_on = ["MIDDLE"]},
  {id = "MIDDLE", text = "t", level = "core", source = "s", depends_on = ["ROOT"]},
  {id = "ROOT", text = "t", level = "core", source = "s"},
  {id = "APART", text = "t", level = "open", source = "s"}]
)";
  auto out = Catalogue::load(folder);
  std::filesystem::remove_all(folder);
  return out;
}

std::string ids(const Plan& plan, const Host& h) {
  std::vector<std::string> out;
  for (const auto c : plan.cases) out.push_back(h.cases[c].id);
  return join(out, " ");
}

Plan plan_for(const Selection& selection) { return make_plan(host(), catalogue(), selection, 1, std::nullopt); }

void nothing(const Selection& selection, const std::string& part) {
  try {
    (void)plan_for(selection);
    BOOST_ERROR("something was selected; wanted: " << part);
  } catch (const Refusal& refusal) {
    BOOST_TEST(refusal.code == 3);
    BOOST_TEST(refusal.message.find(part) != std::string::npos, refusal.message);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(plan)

BOOST_AUTO_TEST_CASE(everything) {
  const auto got = plan_for({});
  BOOST_TEST(got.cases.size() == 5U);
  BOOST_TEST(got.variants.size() == 3U);
  BOOST_TEST(got.tasks.size() == 4 * 3 + 1U);
}

BOOST_AUTO_TEST_CASE(selections) {
  const auto h = host();
  Selection by_id, by_requirement, by_level, without, by_variant;
  by_id.ids = {"root.*", "top.one"};
  BOOST_TEST(ids(plan_for(by_id), h) == "top.one root.one root.fork-only");
  by_requirement.requirements = {"MID*"};
  BOOST_TEST(ids(plan_for(by_requirement), h) == "middle.one");
  by_level.level = "core";
  BOOST_TEST(ids(plan_for(by_level), h) == "middle.one root.one root.fork-only apart.one");
  without.exclude = {"*.one"};
  BOOST_TEST(ids(plan_for(without), h) == "root.fork-only");
  by_variant.start_methods = {"spawn"};
  by_variant.profiles = {"classic"};
  BOOST_TEST(ids(plan_for(by_variant), h) == "top.one middle.one root.one apart.one");
  BOOST_TEST(plan_for(by_variant).variants.size() == 1U);
}

BOOST_AUTO_TEST_CASE(nothing_is_refused_with_near_matches) {
  Selection wrong_id, wrong_requirement, wrong_variant, no_overlap;
  wrong_id.ids = {"rot.one"};
  nothing(wrong_id, "near: root.one");
  wrong_requirement.requirements = {"MIDDEL"};
  nothing(wrong_requirement, "near: MIDDLE");
  wrong_variant.variants = {"fork-classic"};
  nothing(wrong_variant, "--variant fork-classic matches none of 3");
  no_overlap.ids = {"root.fork-only"};
  no_overlap.start_methods = {"spawn"};
  nothing(no_overlap, "no case meets all of them");
}

BOOST_AUTO_TEST_CASE(what_it_builds_on_comes_first_even_shuffled) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto got = make_plan(host(), catalogue(), {}, 2, seed);
    for (std::size_t i = 0; i < got.tasks.size(); ++i) {
      for (const auto before : got.tasks[i].after) BOOST_TEST(before < i);
    }
  }
  const auto order = [](std::uint64_t seed) {
    std::string out;
    for (const auto& task : make_plan(host(), catalogue(), {}, 1, seed).tasks) {
      out += std::to_string(task.case_index) + std::to_string(task.variant_index) + " ";
    }
    return out;
  };
  BOOST_TEST(order(1) == order(1));
  BOOST_TEST(order(1) != order(2));
}

BOOST_AUTO_TEST_CASE(blocking_is_by_variant_and_by_cause) {
  const auto h = host();
  const auto c = catalogue();
  const auto got = make_plan(h, c, {}, 1, std::nullopt);
  const auto task = [&](const std::string& id, const std::string& variant) {
    for (std::size_t i = 0; i < got.tasks.size(); ++i) {
      if (h.cases[got.tasks[i].case_index].id == id && h.variants[got.tasks[i].variant_index].id == variant) return i;
    }
    BOOST_FAIL("no task " << id << " " << variant);
    return std::size_t{0};
  };
  const auto blocked = [&](const std::string& id, const std::string& variant, Verdict root) {
    std::vector<Verdict> verdicts(got.tasks.size(), Verdict::pass);
    verdicts[task("root.one", "fork-native")] = root;
    return blocked_by(got, h, c, task(id, variant), verdicts).value_or("-");
  };
  for (const auto verdict : {Verdict::fail, Verdict::crash, Verdict::hang, Verdict::broken, Verdict::blocked}) {
    BOOST_TEST(blocked("middle.one", "fork-native", verdict) == "ROOT");
    BOOST_TEST(blocked("top.one", "fork-native", verdict) == "ROOT");
    BOOST_TEST(blocked("middle.one", "spawn-native", verdict) == "-");
    BOOST_TEST(blocked("apart.one", "fork-native", verdict) == "-");
    BOOST_TEST(blocked("root.fork-only", "fork-native", verdict) == "-");
  }
  for (const auto verdict : {Verdict::pass, Verdict::unsupported, Verdict::untested, Verdict::observed}) {
    BOOST_TEST(blocked("middle.one", "fork-native", verdict) == "-");
  }
}

BOOST_AUTO_TEST_SUITE_END()
