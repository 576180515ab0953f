// The two venues of the demo as layout documents (docs/layout-format.md): a club with 50 numbered
// seats, and an arena with 12,000 seats and standing places. The best sections come first, because
// a search for the best seats follows the order of the document.

interface RowDocument {
  readonly name: string;
  readonly count: number;
  readonly aisles: readonly number[];
  readonly accessible?: readonly number[];
}

interface SectionDocument {
  readonly name: string;
  readonly priceClass: string;
  readonly x: number;
  readonly y: number;
  readonly rows: readonly RowDocument[];
}

/** The blocks of one tier: their size, their price class, and the position of each block. */
interface Tier {
  readonly prefix: string;
  readonly priceClass: string;
  readonly rows: number;
  readonly seatsPerRow: number;
  readonly corners: readonly (readonly [x: number, y: number])[];
  /** Whether the last row has accessible seats at both ends. */
  readonly hasAccessibleRow?: boolean;
}

const line = (count: number, [x, y]: readonly [number, number], step: readonly [number, number]) =>
  Array.from({ length: count }, (_, at) => [x + at * step[0], y + at * step[1]] as const);

const TIERS: readonly Tier[] = [
  {
    ...{ prefix: "Floor", priceClass: "vip", rows: 20, seatsPerRow: 25 },
    corners: line(3, [-41, 0], [28, 0]),
  },
  {
    ...{ prefix: "L", priceClass: "r", rows: 25, seatsPerRow: 20, hasAccessibleRow: true },
    corners: [[-66, 0], [46, 0], ...line(5, [-58, 29], [24, 0]), ...line(5, [-58, 57], [24, 0])],
  },
  {
    ...{ prefix: "U", priceClass: "s", rows: 20, seatsPerRow: 15 },
    corners: [
      ...line(7, [-64, 86], [19, 0]),
      ...line(4, [-86, 0], [0, 23]),
      ...line(4, [71, 0], [0, 23]),
    ],
  },
];

function section(tier: Tier, block: number, [x, y]: readonly [number, number]): SectionDocument {
  const { prefix, priceClass, rows, seatsPerRow, hasAccessibleRow } = tier;
  const middle = Math.floor(seatsPerRow / 2);
  const ends = [1, 2, seatsPerRow - 1, seatsPerRow];
  return {
    ...{ name: `${prefix}${String(block + 1)}`, priceClass, x, y },
    rows: Array.from({ length: rows }, (_, row) => ({
      ...{ name: String(row + 1), count: seatsPerRow, aisles: [middle] },
      ...(hasAccessibleRow === true && row === rows - 1 ? { accessible: ends } : {}),
    })),
  };
}

const ARENA = {
  priceClasses: [
    { id: "vip", name: "Floor VIP", price: 165_000 },
    { id: "r", name: "Lower tier R", price: 132_000 },
    { id: "s", name: "Upper tier S", price: 99_000 },
    { id: "standing", name: "Standing", price: 110_000 },
  ],
  layout: {
    name: "Arena",
    sections: TIERS.flatMap((tier) => tier.corners.map((at, block) => section(tier, block, at))),
    areas: [{ id: "pit", name: "Standing pit", capacity: 1_000, priceClass: "standing" }],
  },
} as const;

const CLUB = {
  priceClasses: [{ id: "standard", name: "Standard", price: 35_000 }],
  layout: { seats: 50, priceClass: "standard" },
} as const;

export const DEMO_SALES = {
  club: {
    name: "Club Night",
    description: "Fifty seats, one small stage.",
    category: "club",
    ...CLUB,
  },
  arena: {
    name: "Arena Live",
    description: "Twelve thousand seats around the stage, and a standing pit.",
    category: "concert",
    ...ARENA,
  },
} as const;

export type DemoVenue = keyof typeof DEMO_SALES;

/** Whether a name is one of the demo venues. */
export const isDemoVenue = (name: string): name is DemoVenue => Object.hasOwn(DEMO_SALES, name);
