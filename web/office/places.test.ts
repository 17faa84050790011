import { expect, test } from "vitest";
import { placeOf } from "./places";

test("an address opens its page, and what names none opens the day", () => {
  expect(placeOf("#money").view).toBe("money");
  expect(placeOf("").view).toBe("day");
  expect(placeOf("#khong-co").view).toBe("day");
});

test("a page may be opened at one of its parts", () => {
  expect(placeOf("#money/books")).toEqual({ view: "money", code: "books" });
  expect(placeOf("#khong-co/books")).toEqual({ view: "day", code: "" });
});

test("an item has a page of its own by its code", () => {
  expect(placeOf("#item/7K3M2QXA9D0R")).toEqual({ view: "item", code: "7K3M2QXA9D0R" });
  expect(placeOf("#item/%E0%A4%A").view).toBe("item");
  expect(placeOf("#item").view).toBe("day");
});
