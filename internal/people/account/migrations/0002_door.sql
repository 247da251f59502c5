ALTER TABLE account_session ADD COLUMN door TEXT NOT NULL DEFAULT 'phone';
