/** What the page of money asks of the server. */

import { ask, type Schemas } from "../service";

export type Balance = Schemas["Balance"];
export type BankImport = Schemas["BankImport"];
export type BankStanding = Schemas["BankStanding"];
export type Book = Schemas["Book"];
export type Cash = Schemas["Cash"];
export type CashDay = Schemas["CashDay"];
export type MoneyCase = Schemas["MoneyCase"];
export type OpenLine = Schemas["OpenLine"];
export type OfficialReceipt = Schemas["OfficialReceipt"];
export type Refund = Schemas["Refund"];
export type RefundOrder = Schemas["RefundOrder"];
export type Remittance = Schemas["Remittance"];
export type RemittanceList = Schemas["RemittanceList"];
export type RemittanceOrder = Schemas["RemittanceOrder"];
export type Till = Schemas["Till"];

export const fetchCash = (office: string, onDate: string) =>
  ask<Cash>("GET", `/cash?office_id=${office}&on_date=${onDate}`);
export const fetchTills = (office: string) => ask<{ tills: Till[] }>("GET", `/tills?office_id=${office}`);
export const fetchCashDays = (office: string) =>
  ask<{ days: CashDay[] }>("GET", `/cash-days?office_id=${office}`);
export const fetchBank = (office: string) => ask<BankStanding>("GET", `/bank-lines?office_id=${office}`);
export const fetchRemittances = (office: string) =>
  ask<{ remittances: Remittance[] }>("GET", `/remittances?office_id=${office}`);
export const fetchRefunds = (office: string) =>
  ask<{ refunds: Refund[] }>("GET", `/refunds?office_id=${office}`);
export const fetchBooks = (office: string) =>
  ask<{ books: Book[] }>("GET", `/receipt-books?office_id=${office}`);
export const fetchNumbers = (book: string) =>
  ask<{ numbers: OfficialReceipt[] }>("GET", `/receipt-books/${book}/numbers`);

export const closeCase = (found: MoneyCase, note: string) =>
  ask<void>("POST", "/money-case-closings", { case_key: found.case_key, kind: found.kind, note });
export const sayTransferSeen = (claim: string) => ask<void>("POST", `/collections/${claim}/seen`, {});
export const sayLine = (line: string, claim: string) =>
  ask<void>("POST", `/bank-lines/${line}/use`, { claim_id: claim });
export const orderRefund = (order: RefundOrder) => ask<void>("POST", "/refunds", order);
export const reverseRefund = (refund: string, reason: string) =>
  ask<void>("POST", `/refunds/${refund}/reversal`, { reason });
export const orderRemittance = (order: RemittanceOrder) => ask<RemittanceList>("POST", "/remittances", order);
export const reverseRemittance = (remittance: string, reason: string) =>
  ask<void>("POST", `/remittances/${remittance}/reversal`, { reason });
export const attachNumbers = (book: string) =>
  ask<{ attached: number }>("POST", `/receipt-books/${book}/numbers`, {});
export const listAddress = (remittance: string) => `/api/v1/office/remittances/${remittance}/list.xlsx`;

export function sendBankFile(office: string, file: File): Promise<BankImport> {
  const form = new FormData();
  form.set("office_id", office);
  form.set("file", file);
  return ask<BankImport>("POST", "/bank-files", form);
}
