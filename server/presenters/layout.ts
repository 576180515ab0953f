import type {
  AreaBody,
  LayoutBody,
  LayoutRowBody,
  LayoutSeatBody,
  LayoutSectionBody,
} from "../../client-sdk/protocol/bodies.js";
import type { Area, LayoutSeat, Showtime } from "../catalogue/showtime-directory.js";

type Shown = Pick<Showtime, "layoutVersion" | "seats" | "priceClasses" | "areas">;

interface Row {
  readonly section: string;
  readonly name: string;
  readonly firstIndex: number;
  readonly seats: LayoutSeat[];
}

/** The seats grouped by section and row, in layout order. */
function rowsOf(seats: readonly LayoutSeat[]): Row[] {
  const rows: Row[] = [];
  seats.forEach((seat, index) => {
    const last = rows.at(-1);
    if (last?.section === seat.section && last.name === seat.row) last.seats.push(seat);
    else {
      rows.push({ section: seat.section, name: seat.row, firstIndex: index, seats: [seat] });
    }
  });
  return rows;
}

/**
 * A layout as `GET /showtimes/{id}/layout` answers it; the states of seats come in the snapshot.
 */
export function presentLayout(showtime: Shown): LayoutBody {
  const className = (index: number): string => showtime.priceClasses[index]?.id ?? "";
  const seatBody = (seat: LayoutSeat): LayoutSeatBody => ({
    id: seat.id,
    number: seat.number,
    x: seat.x,
    y: seat.y,
    priceClass: className(seat.priceClass),
    ...(seat.accessible ? { accessible: true } : {}),
    ...(seat.aisle ? { aisle: true } : {}),
  });
  const areaBody = ({ id, name, capacity, priceClass }: Area): AreaBody => ({
    id,
    name,
    capacity,
    priceClass: className(priceClass),
  });
  const sections = new Map<string, LayoutRowBody[]>();
  for (const { section, name, firstIndex, seats } of rowsOf(showtime.seats)) {
    const rows = sections.get(section) ?? [];
    rows.push({ name, firstIndex, seats: seats.map(seatBody) });
    sections.set(section, rows);
  }
  return {
    version: showtime.layoutVersion,
    seatCount: showtime.seats.length,
    sections: [...sections].map(([name, rows]): LayoutSectionBody => ({ name, rows })),
    priceClasses: showtime.priceClasses,
    areas: showtime.areas.map(areaBody),
  };
}
