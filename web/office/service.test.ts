import { expect, test } from "vitest";
import { sentences } from "./service";

test("what is wrong is said with its remedy", () => {
  expect(sentences("ngoài khoảng cho phép", "giá trị phải <= 366")).toBe(
    "Ngoài khoảng cho phép. Giá trị phải ≤ 366",
  );
});

test("a remedy that says the same again, or speaks to programmers, is left out", () => {
  expect(sentences("sai độ dài: cần từ 1 trở lên", "cần từ 1 trở lên")).toBe("Sai độ dài: cần từ 1 trở lên");
  expect(sentences("sai dạng", "gửi đúng mẫu nêu ở /api/openapi.json")).toBe("Sai dạng");
});
