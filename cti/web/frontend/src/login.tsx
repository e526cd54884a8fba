import { render } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { waysOf } from "./parts/staff_header";
import { session } from "./staff/session";
import { ApiError, logIn } from "./web/api";
import { destination } from "./web/destination";

function Login() {
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);
  const user = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  useEffect(() => user.current?.focus(), []);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setTrouble("");
    setBusy(true);
    try {
      await logIn(user.current?.value.trim() ?? "", password.current?.value ?? "");
      const [first] = waysOf(await session());
      location.assign(destination(location.search, first?.path));
    } catch (error) {
      setBusy(false);
      setTrouble(error instanceof ApiError ? error.message : "No se pudo entrar. Intente de nuevo.");
      password.current?.select();
    }
  };
  return (
    <form class="login" onSubmit={(event) => void submit(event)}>
      <label for="user">Usuario</label>
      <input ref={user} id="user" name="user" autocomplete="username" autocapitalize="none" spellcheck={false} required />
      <label for="password">Contraseña</label>
      <input ref={password} id="password" name="password" type="password" autocomplete="current-password" required />
      <p class="form-trouble" role="alert">
        {trouble}
      </p>
      <button type="submit" class="primary" disabled={busy}>
        {busy ? "Entrando…" : "Entrar"}
      </button>
    </form>
  );
}

const root = document.getElementById("login");
if (root) render(<Login />, root);
