// SPDX-License-Identifier: BSL-1.0
// Selection, order and blocking.
#include "plan.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "text.hpp"

namespace procport::runner {
namespace {

bool matches_any(const std::vector<std::string>& patterns, std::string_view text) {
  return std::ranges::any_of(patterns, [&](const std::string& pattern) { return glob_matches(pattern, text); });
}

bool wants(const std::vector<std::string>& patterns, std::string_view text) {
  return patterns.empty() || matches_any(patterns, text);
}

bool selects(const Selection& selection, const Catalogue& catalogue, const Case& info) {
  if (!wants(selection.ids, info.id) || matches_any(selection.exclude, info.id)) return false;
  if (!selection.requirements.empty() && std::ranges::none_of(info.requirements, [&](const std::string& id) {
        return matches_any(selection.requirements, id);
      })) {
    return false;
  }
  if (!selection.level || info.requirements.empty()) return true;
  return std::ranges::any_of(info.requirements, [&](const std::string& id) {
    const auto* requirement = catalogue.find(id);
    return requirement == nullptr || level_includes(*selection.level, requirement->level);
  });
}

bool selects(const Selection& selection, const Variant& variant) {
  return wants(selection.variants, variant.id) && wants(selection.profiles, variant.profile) &&
         wants(selection.start_methods, variant.start_method);
}

std::string hint(const std::string& flag, const std::vector<std::string>& patterns,
                 const std::vector<std::string>& candidates) {
  std::string out;
  for (const auto& pattern : patterns) {
    if (std::ranges::any_of(candidates, [&](const auto& text) { return glob_matches(pattern, text); })) continue;
    out += "\n  " + flag + " " + pattern + " matches none of " + std::to_string(candidates.size());
    auto bare = pattern;
    std::erase(bare, '*');
    const auto near = near_matches(bare, candidates);
    if (!near.empty()) out += "; near: " + join(near, ", ");
  }
  return out;
}

Refusal nothing_selected(const Host& host, const Catalogue& catalogue, const Selection& selection) {
  std::vector<std::string> ids, variants, profiles, methods;
  std::set<std::string> requirements;
  for (const auto& info : host.cases) {
    ids.push_back(info.id);
    requirements.insert(info.requirements.begin(), info.requirements.end());
  }
  for (const auto& id : catalogue.ids()) requirements.insert(id);
  for (const auto& variant : host.variants) {
    variants.push_back(variant.id);
    profiles.push_back(variant.profile);
    methods.push_back(variant.start_method);
  }
  for (auto* list : {&profiles, &methods}) {
    std::ranges::sort(*list);
    list->erase(std::unique(list->begin(), list->end()), list->end());
  }
  const auto text = hint("--id", selection.ids, ids) +
                    hint("--req", selection.requirements, {requirements.begin(), requirements.end()}) +
                    hint("--variant", selection.variants, variants) + hint("--profile", selection.profiles, profiles) +
                    hint("--start-method", selection.start_methods, methods);
  return {exit_code::nothing_selected,
          "nothing is selected, out of " + counted(ids.size(), "case") + " and " + counted(variants.size(), "variant") +
              (text.empty() ? "; each option matches something, but no case meets all of them" : ":" + text)};
}

std::size_t depth_of(const Case& info, const Catalogue& catalogue) {
  std::size_t deepest = 0;
  for (const auto& id : info.requirements) deepest = std::max(deepest, catalogue.depth(id));
  return deepest;
}

bool shares(const std::vector<std::string>& left, const std::set<std::string>& right) {
  return std::ranges::any_of(left, [&](const std::string& id) { return right.contains(id); });
}

/// What a case builds on, without what it shows itself.
std::set<std::string> foundations(const Case& info, const Catalogue& catalogue) {
  std::set<std::string> out;
  for (const auto& id : info.requirements) {
    for (auto& below : catalogue.builds_on(id)) out.insert(std::move(below));
  }
  for (const auto& id : info.requirements) out.erase(id);
  return out;
}

bool blocks(Verdict verdict) {
  return verdict == Verdict::fail || verdict == Verdict::crash || verdict == Verdict::hang ||
         verdict == Verdict::broken || verdict == Verdict::blocked;
}

}  // namespace

bool level_includes(std::string_view wanted, std::string_view level) {
  if (level == "open") return true;
  const auto order = level_words();  // core, extended, optional, open
  return std::ranges::find(order, level) <= std::ranges::find(order, wanted);
}

Plan make_plan(const Host& host, const Catalogue& catalogue, const Selection& selection, int repeat,
               std::optional<std::uint64_t> shuffle_seed) {
  Plan plan;
  std::set<std::size_t> used_variants;
  for (std::size_t c = 0; c < host.cases.size(); ++c) {
    const auto& info = host.cases[c];
    if (!selects(selection, catalogue, info)) continue;
    bool used = false;
    for (std::size_t v = 0; v < host.variants.size(); ++v) {
      const auto& variant = host.variants[v];
      if (!selects(selection, variant)) continue;
      if (!info.start_methods.empty() && !std::ranges::count(info.start_methods, variant.start_method)) continue;
      for (int attempt = 1; attempt <= repeat; ++attempt) plan.tasks.push_back({c, v, attempt, {}});
      used_variants.insert(v);
      used = true;
    }
    if (used) plan.cases.push_back(c);
  }
  if (plan.tasks.empty()) throw nothing_selected(host, catalogue, selection);
  plan.variants.assign(used_variants.begin(), used_variants.end());

  if (shuffle_seed) {
    std::mt19937_64 engine(*shuffle_seed);
    // Written out, because the result of std::shuffle may differ between libraries.
    for (std::size_t i = plan.tasks.size(); i > 1; --i) std::swap(plan.tasks[i - 1], plan.tasks[engine() % i]);
  }
  std::vector<std::size_t> depth(host.cases.size());
  for (const auto c : plan.cases) depth[c] = depth_of(host.cases[c], catalogue);
  std::ranges::stable_sort(plan.tasks, {}, [&](const Task& task) { return depth[task.case_index]; });

  std::map<std::size_t, std::vector<std::size_t>> below;  // case -> cases that can block it
  for (const auto c : plan.cases) {
    const auto wanted = foundations(host.cases[c], catalogue);
    for (const auto other : plan.cases) {
      // Only what lies strictly deeper down, so that two cases never wait for each other.
      if (depth[other] < depth[c] && shares(host.cases[other].requirements, wanted)) below[c].push_back(other);
    }
  }
  std::map<std::pair<std::size_t, std::size_t>, std::vector<std::size_t>> tasks_of;
  for (std::size_t i = 0; i < plan.tasks.size(); ++i) {
    tasks_of[{plan.tasks[i].case_index, plan.tasks[i].variant_index}].push_back(i);
  }
  for (auto& task : plan.tasks) {
    for (const auto other : below[task.case_index]) {
      const auto found = tasks_of.find({other, task.variant_index});
      if (found != tasks_of.end()) task.after.insert(task.after.end(), found->second.begin(), found->second.end());
    }
  }
  return plan;
}

std::optional<std::string> blocked_by(const Plan& plan, const Host& host, const Catalogue& catalogue, std::size_t task,
                                      const std::vector<Verdict>& verdicts) {
  const auto wanted = foundations(host.cases[plan.tasks[task].case_index], catalogue);
  for (const auto earlier : plan.tasks[task].after) {
    if (!blocks(verdicts[earlier])) continue;
    for (const auto& id : host.cases[plan.tasks[earlier].case_index].requirements) {
      if (wanted.contains(id)) return id;
    }
  }
  return std::nullopt;
}

}  // namespace procport::runner
