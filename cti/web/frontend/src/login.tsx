import { render } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

import { waysOf } from "./parts/staff_header";
import { session } from "./staff/session";
import { ApiError, logIn } from "./web/api";
import { destination } from "./web/destination";

/** Why signing in by the provider came to nothing, by the code that it came back with. */
const FAILURES: Readonly<Record<string, string>> = {
  identity_not_known: "Su cuenta no puede entrar a la línea. Pida acceso al administrador.",
  oidc_gone: "El servicio de cuentas no responde. Intente de nuevo en un momento.",
};
const FAILED = "No se pudo comprobar su cuenta. Intente de nuevo.";

function failure(search: string): string {
  const code = new URLSearchParams(search).get("falla");
  return code === null ? "" : (FAILURES[code] ?? FAILED);
}

function ByProvider({ provider }: { provider: string }) {
  const wanted = new URLSearchParams(location.search).get("ir");
  const address = wanted ? `/entrar/oidc?ir=${encodeURIComponent(wanted)}` : "/entrar/oidc";
  return (
    <a class="by-provider" href={address}>
      Entrar con {provider}
    </a>
  );
}

function Door({ passwords, provider }: { passwords: boolean; provider: string }) {
  return (
    <>
      {provider && <ByProvider provider={provider} />}
      {passwords && <Login />}
      {!passwords && (
        <p class="form-trouble" role="alert">
          {failure(location.search)}
        </p>
      )}
    </>
  );
}

function Login() {
  const [trouble, setTrouble] = useState(() => failure(location.search));
  const [busy, setBusy] = useState(false);
  const user = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => user.current?.focus(), []);
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
if (root) {
  const { passwords, provider = "" } = root.dataset;
  render(<Door passwords={passwords !== "no"} provider={provider} />, root);
}
