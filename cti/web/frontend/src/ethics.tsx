// Reports to the ethics line: for its officers alone. Nothing here tells who called, or when.

import { useEffect, useState } from "preact/hooks";

import { ReportDetail } from "./ethics/detail";
import { ReportList } from "./ethics/list";
import { showStaffPage } from "./parts/staff_page";

/** The report that the address names: `/transparencia#<id>`. */
function chosenReport(): string {
  return decodeURIComponent(location.hash.slice(1));
}

function Ethics() {
  const [chosen, setChosen] = useState(chosenReport);
  useEffect(() => {
    const follow = (): void => setChosen(chosenReport());
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return (
    <>
      <div class="staff-title">
        <h1>Línea transparente</h1>
        <p>Cada vez que abre una denuncia o la oye, queda registrado.</p>
      </div>
      {chosen ? <ReportDetail key={chosen} id={chosen} /> : <ReportList />}
    </>
  );
}

showStaffPage("/transparencia", Ethics);
