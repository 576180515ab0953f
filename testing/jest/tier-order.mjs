// The order of the test files: tests without stores first and whole stories last, so that a broken
// rule is reported before a broken story. Within a tier the files are sorted by path.

const TIERS = ["unit", "redis", "mysql", "e2e"];

const tierOf = (test) => TIERS.indexOf(test.context.config.displayName?.name ?? "unit");
const byTierThenPath = (a, b) => tierOf(a) - tierOf(b) || (a.path < b.path ? -1 : 1);

export default class TierOrder {
  sort(tests) {
    return [...tests].sort(byTierThenPath);
  }

  shard(tests, { shardIndex, shardCount }) {
    return this.sort(tests).filter((_, index) => index % shardCount === shardIndex - 1);
  }

  allFailedTests(tests) {
    return this.sort(tests);
  }

  cacheResults() {}
}
