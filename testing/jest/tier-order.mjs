// The order of the test files: what needs nothing first, whole stories last, so that a
// broken rule is named before a broken story. Within a tier by path: the same every time.

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
