; The RIOT's timer with each of its four intervals, read before, at and after the edges: INTIM as it falls, passes 0 and wraps, TIMINT as it
; rises and is cleared. The frame chooses interval and start; 8 rounds read at delays one cycle apart. Once in a while the timer runs on
; over frames.
        include "console.inc"

results = $90           ; 8 bytes a round
count   = $88           ; rounds done
start   = $89           ; what the timer starts at
after   = $8A           ; TIMINT, INTIM, TIMINT after the frame before
slow    = $8D           ; polls until a slow timer was through, and INTIM after them

        org $F800

Start   BOOT
        lda #>Slide
        sta slide+1
NextFrame
        VERTICAL_SYNC
        lda TIMINT              ; what the last frame's rounds left
        sta after
        lda INTIM
        sta after+1
        lda TIMINT
        sta after+2
        lda frame
        lsr
        lsr
        and #7                  ; starts of 0 to 7
        sta start
        lda #0
        sta count
Round   lda count
        asl
        asl
        asl
        tax
        lda frame               ; one cycle less a round, from a place that the frame chooses
        and #$20
        clc
        adc count
        adc #<Slide + 16
        sta slide
        lda frame
        and #3
        tay
        lda start
        sta WSYNC
        sta TIM1T,y
        jmp (slide)
        align 256
Slide   SLIDE
        lda INTIM
        sta results,x
        lda INTIM
        sta results+1,x
        lda TIMINT
        sta results+2,x
        lda INTIM
        sta results+3,x
        lda TIMINT
        sta results+4,x
        DELAY 30
        lda INTIM
        sta results+5,x
        lda $286                ; INTIM's mirror
        sta results+6,x
        lda TIMINT
        sta results+7,x
        inc count
        lda count
        cmp #8
        beq Long
        jmp Round

        ; 64 and 1024 cycles an interval, over lines: how long until TIMINT?
Long    lda #2
        ldy frame
        bmi Slow
        sta TIM64T
        bpl Wait
Slow    lda #1
        sta T1024T
Wait    ldx #0
Poll    inx
        lda TIMINT
        bpl Poll
        stx slow
        sta WSYNC
        lda INTIM
        sta slow+1
        LINES 60
        lda #200
        sta T1024T              ; into the next frames
        lda frame
        and #7
        beq Over
        lda #3
        sta TIM8T
Over    LINES 100
        jmp NextFrame

        VECTORS
