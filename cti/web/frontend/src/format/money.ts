const pesos = new Intl.NumberFormat("es-CO", {
  style: "currency",
  currency: "COP",
  maximumFractionDigits: 0,
});

/** Whole pesos as Colombians write them: `$ 128.350`. */
export const money = (amount: number): string => pesos.format(amount);
