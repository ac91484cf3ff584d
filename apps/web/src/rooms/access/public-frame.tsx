// The place of everything before sign-in: one quiet column.
import { Outlet } from "@tanstack/react-router";
import { Suspense } from "react";
import css from "./public.module.css";

export const PublicFrame = () => (
  <div className={css.page}>
    <header className={css.brand}>
      <img src="/icon.svg" alt="" width={28} height={28} />
      <span>Rapport</span>
    </header>
    <main className={css.card}>
      <Suspense fallback={null}>
        <Outlet />
      </Suspense>
    </main>
    <footer className={css.foot}>Self-hosted. Your data stays on this server.</footer>
  </div>
);
